/**
 * Tests the npm package as its users have it: packed, installed into new projects, type-checked,
 * bundled, run.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import ts from "typescript";
import { needs } from "../needs.ts";
import { say } from "../command.ts";
import {
  inAll,
  type Metafile,
  PAGE_BUDGETS,
  type PageBudget,
  partsTable,
  type Script,
  scriptsOf,
  sizeTable,
} from "./bundle_size.ts";
import { trainModel } from "./consumers/train_model.ts";
import { type Results, useWeft } from "./consumers/use_weft.ts";
import {
  consumers,
  installProject,
  linkTfjs,
  output,
  packPackage,
  pinned,
  run,
} from "./project.ts";
import { saveTfjsModel } from "./saved_model.ts";
import { openSite, ORT, readSite, type Site, WASM } from "./site.ts";
import { ROOT } from "../../root.ts";
import manifest from "../../package.json" with { type: "json" };

/** Packages and code that no page needs: native code, tfjs and the compiler. */
const FORBIDDEN_FILES = new RegExp(
  `onnxruntime-node|@tensorflow|node_modules/${manifest.name}/compiler`,
);
const FORBIDDEN_CODE = /onnxruntime-node|@tensorflow|compileStep/;

/** The strictest settings that a project can have for a package's types. */
const TYPES = {
  ...{ target: "es2023", module: "nodenext", lib: ["es2023", "dom", "dom.iterable"], types: [] },
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ rewriteRelativeImportExtensions: true, rootDir: "src", outDir: "built" },
};

/** The error of a page that has the scripts but not the WebAssembly. */
const WITHOUT_WASM = /Cannot run on wasm: onnxruntime-web does not start, and its \.wasm file/;

/** The sources of the pages. */
const PAGE_SOURCES = [
  ...["classify_image.ts", "classify_page.ts", "page.ts", "report.ts", "use_weft.ts"],
];

const inDeno: Readonly<Record<"cpu" | "wasm", Results>> = {
  cpu: await useWeft("cpu"),
  wasm: await useWeft("wasm"),
};

/** The sources of a project that trains with weft-ml/train, and of its page. */
const TRAINING_SOURCES = ["report.ts", "train_model.ts", "train_main.ts", "train_page.ts"];
const TRAINING_PAGE = "train_page.ts";

const trainedInDeno = { cpu: await trainModel("cpu"), wasm: await trainModel("wasm") };

const onPages = needs("Chromium");

Deno.test("the packed npm package works in new projects", needs("npm"), async (t) => {
  const folder = await Deno.makeTempDir();
  const [inNode, inEsbuild, inVite] = ["node", "esbuild", "vite"].map((name) =>
    join(folder, name)
  ) as [string, string, string];
  try {
    const tarball = await packPackage(folder);
    const files = await readSite(join(folder, "npm"));

    await t.step("modules do nothing when they are imported, unless sideEffects lists them", () => {
      const listed = manifest.sideEffects.map((path) => path.replace(/^\.\/(.*)\.ts$/, "$1.js"));
      assert.deepEqual(Object.keys(files).filter((path) => actsOnImport(path, files)), listed);
    });

    await t.step("no module names a file that bundlers would look for, and not find", () => {
      // Next.js fails on new URL("folder/", import.meta.url) and on require(path).
      const asks = /new URL\([^()]*, import\.meta\.url\)|\brequire\((?!["'])/;
      const modules = Object.keys(files).filter((path) => path.endsWith(".js"));
      const texts = new TextDecoder();
      assert.deepEqual(modules.filter((path) => asks.test(texts.decode(files[path]))), []);
    });

    await t.step("Node: the types are right, the results are those of Deno", async () => {
      const project = await installProject(inNode, [tarball, pinned("typescript")], {
        ...await consumers(...PAGE_SOURCES, "export_model.ts", "node_main.ts", "without_native.ts"),
        ...await consumers(...TRAINING_SOURCES),
        "tsconfig.json": JSON.stringify({
          compilerOptions: { ...TYPES, skipLibCheck: true }, // tfjs's types contradict TypeScript's
          include: ["src"],
        }),
        "without_tfjs.json": JSON.stringify({ compilerOptions: TYPES, files: ["src/use_weft.ts"] }),
      });
      await linkTfjs(inNode);
      await project.run("tsc", "--project", "without_tfjs.json", "--noEmit");
      await project.run("tsc");
      const model = await saveTfjsModel(inNode);
      const results = JSON.parse(await project.run("node", "built/node_main.js", model));
      assert.deepEqual(results, { ...inDeno, label: "coat" });
    });

    await t.step("Node: weft-ml/train trains as in Deno", async () => {
      const trained = JSON.parse(await output(inNode, "node", "built/train_main.js"));
      assert.deepEqual(trained.wasm, trainedInDeno.wasm);
      assert.deepEqual(trained.cpu, trainedInDeno.cpu);
      const [first, , , last] = trained.wasm.predicted;
      assert.ok(first < 0.2 && last < 0.2, `${trained.wasm.predicted}`);
    });

    await t.step("Node: weft-ml/train without tfjs names the missing package", async () => {
      const tfjs = join(inNode, "node_modules/@tensorflow");
      await Deno.rename(tfjs, `${tfjs}-away`);
      const importing = output(inNode, "node", "-e", `import("${manifest.name}/train")`);
      await assert.rejects(importing, /Cannot find package '@tensorflow\/tfjs' imported from/);
      await Deno.rename(`${tfjs}-away`, tfjs);
    });

    await t.step(
      "Node: without onnxruntime-node auto takes wasm and says so, cpu fails",
      async () => {
        const native = join(inNode, "node_modules/onnxruntime-node");
        await Deno.rename(native, `${native}-away`);
        const { stdout, stderr } = await run(inNode, "node", "built/without_native.js");
        const { label, auto, cpu } = JSON.parse(stdout);
        assert.equal(label, inDeno.wasm.label);
        assert.equal(auto.backend, "wasm");
        assert.match(auto.reason, /; not cpu, onnxruntime-node is not installed; .*wasm works$/);
        const warnings = stderr.match(
          /Models run on wasm, .* is not installed. Run ONNXRUNTIME_NODE/g,
        );
        assert.equal(warnings?.length, 1, stderr);
        assert.deepEqual(cpu, {
          message: "Cannot run on cpu: onnxruntime-node is not installed",
          hint: "Run ONNXRUNTIME_NODE_INSTALL=skip npm install, or use wasm",
        });
        await Deno.rename(`${native}-away`, native);
      },
    );

    const pageWithoutBundler = async () => {
      const site: Record<string, Uint8Array<ArrayBuffer>> = {};
      const add = async (path: string, source: string) => {
        const found = await readSite(source);
        for (const [below, bytes] of Object.entries(found)) site[`${path}/${below}`] = bytes;
      };
      await add("weft", join(folder, "npm"));
      await add("svg.js", join(inNode, "node_modules/@svgdotjs/svg.js/src"));
      await add("fflate", join(inNode, "node_modules/fflate/esm"));
      await add("onnx-buf", join(inNode, "node_modules/onnx-buf/dist"));
      await add("protobuf", join(inNode, "node_modules/@bufbuild/protobuf/dist/esm"));
      for (const file of ["ort.wasm.bundle.min.mjs", WASM]) {
        site[`ort/${file}`] = await Deno.readFile(join(inNode, ORT, file));
      }
      for (const source of PAGE_SOURCES) {
        const file = source.replace(/\.ts$/, ".js");
        site[file] = await Deno.readFile(join(inNode, "built", file));
      }
      const { results } = await openSite(site, "page.js", {
        [manifest.name]: "weft/mod.js",
        "#host": "weft/runtime/host_browser.js",
        "onnxruntime-web/wasm": "ort/ort.wasm.bundle.min.mjs",
        "@svgdotjs/svg.js": "svg.js/main.js",
        "fflate": "fflate/browser.js",
        "onnx-buf": "onnx-buf/onnx_pb.js",
        "@bufbuild/protobuf": "protobuf/index.js",
        "@bufbuild/protobuf/codegenv2": "protobuf/codegenv2/index.js",
      });
      assert.deepEqual(results, inDeno.wasm);
    };
    await t.step({
      name: "a page without a bundler, by an import map",
      ...onPages,
      fn: pageWithoutBundler,
    });

    await t.step("esbuild: pages", async (t) => {
      const sources = await consumers(...PAGE_SOURCES, ...TRAINING_SOURCES);
      const project = await installProject(inEsbuild, [tarball, pinned("esbuild")], sources);
      await linkTfjs(inEsbuild);
      const train = async () => {
        const dist = `dist/${TRAINING_PAGE}`;
        const options = ["--bundle", "--format=esm", "--minify", "--splitting"];
        await project.run("esbuild", `src/${TRAINING_PAGE}`, ...options, `--outdir=${dist}`);
        await Deno.copyFile(join(inEsbuild, ORT, WASM), join(inEsbuild, dist, WASM));
        const site = await readSite(join(inEsbuild, dist));
        await checkTraining("esbuild", site, TRAINING_PAGE.replace(".ts", ".js"));
      };
      const infer = async (page: PageBudget) => {
        const [dist, meta] = [`dist/${page.source}`, `${page.source}.json`];
        const options = ["--bundle", "--format=esm", "--minify", "--splitting"];
        options.push(`--outdir=${dist}`, `--metafile=${meta}`);
        await project.run("esbuild", `src/${page.source}`, ...options);
        await Deno.copyFile(join(inEsbuild, ORT, WASM), join(inEsbuild, dist, WASM));
        const site = await readSite(join(inEsbuild, dist));
        const scripts = await checkPage("esbuild", page, site, scriptOf(page));
        const metafile: Metafile = JSON.parse(await Deno.readTextFile(join(inEsbuild, meta)));
        const inputs = Object.keys(metafile.inputs);
        assert.deepEqual(inputs.filter((path) => FORBIDDEN_FILES.test(path)), []);
        const paths = scripts.map(({ path }) => `${dist}/${path}`);
        say(partsTable(metafile, paths, manifest.name));
      };
      await t.step({ name: TRAINING_PAGE, ...onPages, fn: train });
      for (const page of PAGE_BUDGETS) {
        await t.step({ name: page.source, ...onPages, fn: () => infer(page) });
      }
    });

    await t.step("vite: pages", async (t) => {
      const sources = await consumers(
        ...[...PAGE_SOURCES, ...TRAINING_SOURCES, "export_model.ts", "export_main.ts"],
      );
      const project = await installProject(inVite, [tarball, "vite@8.3.8"], sources);
      await linkTfjs(inVite);
      const build = async (source: string): Promise<[Site, string]> => {
        const html = `<!doctype html><script type="module" src="/src/${source}"></script>`;
        await Deno.writeTextFile(join(inVite, "index.html"), html);
        const dist = `dist/${source}`;
        const options = ["--base", "./", "--logLevel", "warn", "--outDir", dist];
        await project.run("vite", "build", ...options);
        const site = await readSite(join(inVite, dist));
        const [, entry] = /src="\.\/([^"]+)"/.exec(new TextDecoder().decode(site["index.html"]))!;
        return [site, entry!];
      };
      await t.step({
        name: TRAINING_PAGE,
        ...onPages,
        fn: async () => await checkTraining("vite", ...await build(TRAINING_PAGE)),
      });
      for (const page of PAGE_BUDGETS) {
        await t.step({
          name: page.source,
          ...onPages,
          fn: async () => void await checkPage("vite", page, ...await build(page.source)),
        });
      }
    });

    // rolldown, which vite bundles with, omits a module that only re-exports others if package.json
    // lets it.
    await t.step("rolldown, for Node: importing weft-ml/compiler has its effect", async () => {
      const outside = ["@tensorflow/tfjs", "onnxruntime-node", "onnxruntime-web"]
        .flatMap((name) => ["--external", name]);
      const options = ["--platform", "node", "--format", "esm", "--file", "built/main.js"];
      options.push("--no-codeSplitting"); // into one file, as docs/browser.md recommends
      const rolldown = "node_modules/.bin/rolldown";
      await output(inVite, rolldown, "src/export_main.ts", ...options, ...outside);
      const model = await saveTfjsModel(inVite);
      assert.equal(await output(inVite, "node", "built/main.js", model), "coat\n");
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

for (const page of PAGE_BUDGETS) {
  Deno.test(`mod.ts works in a page by deno bundle: ${page.source}`, onPages, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const entry = join(ROOT, "tests/npm_package/consumers", page.source);
      const options = ["--quiet", "--platform", "browser", "--code-splitting", "--minify"];
      await output(ROOT, Deno.execPath(), "bundle", ...options, "--outdir", folder, entry);
      const site = await readSite(folder);
      const wasm = await Deno.readFile(join(ROOT, ORT, WASM));
      const withWasm = { ...site, [WASM]: wasm };
      await checkPage("deno bundle", page, withWasm, scriptOf(page));
      await assert.rejects(() => openSite(site, scriptOf(page)), { message: WITHOUT_WASM });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Opens a bundled page that trains; its numbers are those of Deno. */
async function checkTraining(bundler: string, site: Site, entry: string): Promise<void> {
  const page = await openSite(site, entry);
  assert.deepEqual(page.results, trainedInDeno.wasm);
  const scripts = await scriptsOf(site, page.loaded);
  say(`${bundler}, for training:\n${sizeTable(scripts)}`);
}

/** Returns whether a file is a module with a statement that runs when it is imported. */
function actsOnImport(path: string, files: Site): boolean {
  if (!path.endsWith(".js")) return false;
  const text = new TextDecoder().decode(files[path]);
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return statements.some((statement) =>
    !(ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) ||
      ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement))
  );
}

/** Returns the name of the script that a page's source becomes. */
function scriptOf({ source }: PageBudget): string {
  return source.replace(/\.ts$/, ".js");
}

/**
 * Checks the code of a bundled page, opens it, and compares the size of its scripts with its
 * budget.
 *
 * @returns The scripts that the page loaded.
 */
async function checkPage(
  bundler: string,
  { work, budget }: PageBudget,
  site: Site,
  entry: string,
): Promise<Script[]> {
  for (const [path, bytes] of Object.entries(site)) {
    if (!/\.m?js$/.test(path)) continue;
    const found = FORBIDDEN_CODE.exec(new TextDecoder().decode(bytes));
    assert.equal(found?.[0], undefined, path);
  }
  const page = await openSite(site, entry);
  const results = page.results as Partial<Results>;
  assert.equal(results.label, inDeno.wasm.label);
  assert.deepEqual({ ...inDeno.wasm, ...results }, inDeno.wasm);
  // A page that uses neither WebGPU nor pictures does not load their code.
  assert.deepEqual(page.loaded.filter((path) => /webgpu|png|jpeg/.test(path)), []);
  const scripts = await scriptsOf(site, page.loaded);
  say(`${bundler}, for ${work}:\n${sizeTable(scripts)}`);
  const { gzipped } = inAll(scripts);
  assert(gzipped > 0 && gzipped <= budget, `${gzipped} bytes of ${bundler}, ${budget} are allowed`);
  return scripts;
}
