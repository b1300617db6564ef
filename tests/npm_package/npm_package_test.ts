/**
 * The npm package as its users have it: packed, installed into new projects, type-checked, bundled,
 * run.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { skipEngine } from "../skip_engine.ts";
import { say } from "../command.ts";
import {
  inAll,
  type Metafile,
  partsTable,
  type Script,
  scriptsOf,
  sizeTable,
} from "./bundle_size.ts";
import { type Findings, useWeft } from "./consumers/use_weft.ts";
import {
  consumers,
  hasNpm,
  installProject,
  linkTfjs,
  output,
  packPackage,
  pinned,
} from "./project.ts";
import { saveTfjsModel } from "./saved_model.ts";
import { openSite, ORT, readSite, type Site, WASM } from "./site.ts";
import { ROOT } from "../../root.ts";

/**
 * The most JavaScript, gzipped, that a page loads for inference, maps and figures: ONNX Runtime's
 * included, its .wasm not.
 */
const LIMIT = 75_000;

/** What has no business in a page: native code, tfjs, the compiler and what it writes ONNX with. */
const FORBIDDEN_FILES = /onnxruntime-node|@tensorflow|onnx-buf|protobuf|weft\/compiler/;
const FORBIDDEN_CODE = /onnxruntime-node|@tensorflow|compileStep/;

/** The strictest that a project can ask of a package's types. */
const TYPES = {
  ...{ target: "es2023", module: "nodenext", lib: ["es2023", "dom", "dom.iterable"], types: [] },
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ rewriteRelativeImportExtensions: true, rootDir: "src", outDir: "built" },
};

/** What a page says that has scripts and no WebAssembly. */
const WITHOUT_WASM = /Cannot run on wasm: onnxruntime-web does not start, and its \.wasm file/;

const inDeno: Readonly<Record<"cpu" | "wasm", Findings>> = {
  cpu: await useWeft("cpu"),
  wasm: await useWeft("wasm"),
};

Deno.test("the packed npm package works in new projects", async (t) => {
  if (!await hasNpm()) return skipEngine("Node");
  const folder = await Deno.makeTempDir();
  const [inNode, inEsbuild, inVite] = ["node", "esbuild", "vite"].map((name) =>
    join(folder, name)
  ) as [string, string, string];
  try {
    const tarball = await packPackage(folder);

    await t.step("Node: the types are right, the results those of Deno", async () => {
      const project = await installProject(inNode, [tarball, pinned("typescript")], {
        ...await consumers("use_weft.ts", "export_model.ts", "node_main.ts", "page.ts"),
        "tsconfig.json": JSON.stringify({
          compilerOptions: { ...TYPES, skipLibCheck: true }, // those of tfjs contradict TypeScript's
          include: ["src"],
        }),
        "without_tfjs.json": JSON.stringify({ compilerOptions: TYPES, files: ["src/use_weft.ts"] }),
      });
      await linkTfjs(inNode);
      await project.run("tsc", "--project", "without_tfjs.json", "--noEmit");
      await project.run("tsc");
      const model = await saveTfjsModel(inNode);
      const found = JSON.parse(await project.run("node", "built/node_main.js", model));
      assert.deepEqual(found, { ...inDeno, label: "coat" });
    });

    await t.step("a page without a bundler, by an import map", async () => {
      const site: Record<string, Uint8Array<ArrayBuffer>> = {};
      for (const [path, bytes] of Object.entries(await readSite(join(folder, "npm")))) {
        site[`weft/${path}`] = bytes;
      }
      for (const file of ["ort.wasm.bundle.min.mjs", WASM]) {
        site[`ort/${file}`] = await Deno.readFile(join(inNode, ORT, file));
      }
      for (const file of ["page.js", "use_weft.js"]) {
        site[file] = await Deno.readFile(join(inNode, "built", file));
      }
      const found = await openSite(site, "page.js", {
        "weft": "weft/mod.js",
        "#ort": "weft/runtime/ort_browser.js",
        "onnxruntime-web/wasm": "ort/ort.wasm.bundle.min.mjs",
      });
      if (found !== undefined) assert.deepEqual(found.findings, inDeno.wasm);
    });

    await t.step("esbuild: a page", async () => {
      const project = await installProject(inEsbuild, [tarball, pinned("esbuild")], {
        ...await consumers("page.ts", "use_weft.ts"),
      });
      const options = [
        "--bundle",
        "--format=esm",
        "--minify",
        "--splitting",
        "--outdir=dist",
        "--metafile=meta.json",
      ];
      await project.run("esbuild", "src/page.ts", ...options);
      await Deno.copyFile(join(inEsbuild, ORT, WASM), join(inEsbuild, "dist", WASM));
      const scripts = await checkPage(
        "esbuild",
        await readSite(join(inEsbuild, "dist")),
        "page.js",
      );
      const metafile: Metafile = JSON.parse(await Deno.readTextFile(join(inEsbuild, "meta.json")));
      const strangers = Object.keys(metafile.inputs).filter((path) => FORBIDDEN_FILES.test(path));
      assert.deepEqual(strangers, []);
      say(partsTable(metafile, scripts.map(({ path }) => `dist/${path}`)));
    });

    await t.step("vite: a page", async () => {
      const project = await installProject(inVite, [tarball, "vite@8.3.8"], {
        ...await consumers("page.ts", "use_weft.ts", "export_model.ts", "export_main.ts"),
        "index.html": '<!doctype html><script type="module" src="/src/page.ts"></script>',
      });
      await project.run("vite", "build", "--base", "./", "--logLevel", "warn");
      const site = await readSite(join(inVite, "dist"));
      const [, entry] = /src="\.\/([^"]+)"/.exec(new TextDecoder().decode(site["index.html"]))!;
      await checkPage("vite", site, entry!);
    });

    // rolldown, which vite bundles with, leaves out a module that only passes on others, where
    // package.json lets it.
    await t.step("rolldown, for Node: importing weft/compiler has its effect", async () => {
      await linkTfjs(inVite);
      const outside = ["@tensorflow/tfjs", "onnxruntime-node", "onnxruntime-web"]
        .flatMap((name) => ["--external", name]);
      const options = ["--platform", "node", "--format", "esm", "--file", "built/main.js"];
      options.push("--no-codeSplitting"); // into one file, as docs/browser.md says
      const rolldown = "node_modules/.bin/rolldown";
      await output(inVite, rolldown, "src/export_main.ts", ...options, ...outside);
      const model = await saveTfjsModel(inVite);
      assert.equal(await output(inVite, "node", "built/main.js", model), "coat\n");
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("mod.ts works in a page by deno bundle", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const entry = join(ROOT, "tests/npm_package/consumers/page.ts");
    const options = ["--quiet", "--platform", "browser", "--code-splitting", "--minify"];
    await output(ROOT, Deno.execPath(), "bundle", ...options, "--outdir", folder, entry);
    const site = await readSite(folder);
    const wasm = await Deno.readFile(join(ROOT, ORT, WASM));
    const scripts = await checkPage("deno bundle", { ...site, [WASM]: wasm }, "page.js");
    if (scripts.length === 0) return; // no Chromium
    await assert.rejects(() => openSite(site, "page.js"), { message: WITHOUT_WASM });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Looks into a page that a bundler made, opens it, and weighs the scripts that it loads. */
async function checkPage(bundler: string, site: Site, entry: string): Promise<Script[]> {
  for (const [path, bytes] of Object.entries(site)) {
    if (!/\.m?js$/.test(path)) continue;
    const found = FORBIDDEN_CODE.exec(new TextDecoder().decode(bytes));
    assert.equal(found?.[0], undefined, path);
  }
  const page = await openSite(site, entry);
  if (page === undefined) return [];
  assert.deepEqual(page.findings, inDeno.wasm);
  // A page that does not ask for WebGPU, or read pictures, does not pay for them.
  assert.deepEqual(page.loaded.filter((path) => /webgpu|png|jpeg/.test(path)), []);
  const scripts = await scriptsOf(site, page.loaded);
  say(`${bundler}, for inference, PCA, t-SNE and figures:\n${sizeTable(scripts)}`);
  const { gzipped } = inAll(scripts);
  assert(gzipped > 0 && gzipped <= LIMIT, `${gzipped} bytes of ${bundler}, ${LIMIT} are allowed`);
  return scripts;
}
