/**
 * The npm package as its users have it: packed, installed into new projects, type-checked, bundled, run.
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { join, relative } from "node:path";
import { BROWSERS, openPage } from "../browsers.ts";
import { skipEngine } from "../bundle.ts";
import { ROOT, say } from "../command.ts";
import {
  gzippedTotal,
  kilobytes,
  LIMIT,
  loadedScripts,
  type Metafile,
  partsOf,
  type Site,
  sizeTable,
} from "./bundle_size.ts";
import { type Findings, useWeft } from "./consumers/use_weft.ts";
import { consumers, installProject, packPackage, pinned, type Project } from "./project.ts";

/** Long enough for a machine that has much else to do; a quiet one takes 3. */
const SECONDS = 120;

/** What has no business in a page: native code, Node's modules, tfjs, the compiler. */
const FORBIDDEN = /onnxruntime-node|@tensorflow|tfjs|onnx-buf|protobuf|node:|weft\/compiler/;

/** The same in the code of a bundle; ONNX Runtime's own names modules of Node, for when it runs there. */
const FORBIDDEN_CODE =
  /onnxruntime-node|@tensorflow|compileStep|(from|import|require\()\s*\(?["']node:/;

/** Where esbuild and `deno bundle` leave it to the user to put ONNX Runtime's WebAssembly. */
const WASM = "node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm";

const inDeno: Record<string, Findings> = {
  cpu: await useWeft("cpu"),
  wasm: await useWeft("wasm"),
};

Deno.test("the npm package works in new projects", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    let tarball: string;
    try {
      tarball = await packPackage(folder);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return skipEngine("Node");
      throw error;
    }
    const project = async (name: string, packages: string[], files: Record<string, string>) =>
      await installProject(join(folder, name), [tarball, ...packages], files);

    await t.step("Node: types are right, results are those of Deno", async () => {
      const node = await project("node", [pinned("typescript")], {
        ...await consumers("use_weft.ts", "export_model.ts"),
        "tsconfig.json": JSON.stringify({
          compilerOptions: { ...TYPES, skipLibCheck: true }, // those of tfjs contradict TypeScript's
          include: ["src"],
        }),
        "without_tfjs.json": JSON.stringify({ compilerOptions: TYPES, files: ["src/use_weft.ts"] }),
        "src/main.ts": MAIN,
      });
      await linkTfjs(node);
      await node.run("tsc", "--project", "without_tfjs.json", "--noEmit");
      await node.run("tsc");
      const model = await saveTfjsModel(node.folder);
      const found = JSON.parse(await node.run("node", "built/main.js", model));
      assert.deepEqual(found, { cpu: inDeno.cpu, wasm: inDeno.wasm, label: "coat" });
    });

    await t.step("esbuild, for Node: the compiler's file:// addresses survive", async () => {
      const esbuild = await project("esbuild", [pinned("esbuild")], {
        ...await consumers("page.ts", "use_weft.ts", "export_model.ts"),
        "src/main.ts": MAIN_EXPORT,
      });
      await linkTfjs(esbuild);
      const outside = ["@tensorflow/tfjs", "onnxruntime-node", "onnxruntime-web"];
      const options = ["--bundle", "--platform=node", "--format=esm", "--outfile=built/main.js"];
      await esbuild.run(
        "esbuild",
        "src/main.ts",
        ...options,
        ...outside.map((n) => `--external:${n}`),
      );
      const model = await saveTfjsModel(esbuild.folder);
      assert.equal(await esbuild.run("node", "built/main.js", model), "coat\n");
    });

    await t.step("esbuild: a page", async () => {
      const esbuild = join(folder, "esbuild");
      const options = ["--bundle", "--splitting", "--format=esm", "--minify", "--outdir=dist"];
      const { success, stderr } = await new Deno.Command(
        join(esbuild, "node_modules/.bin/esbuild"),
        { args: ["src/page.ts", ...options, "--metafile=meta.json"], cwd: esbuild },
      ).output();
      assert(success, new TextDecoder().decode(stderr));
      await Deno.copyFile(join(esbuild, WASM), join(esbuild, "dist/ort-wasm-simd-threaded.wasm"));
      const site = await readSite(join(esbuild, "dist"));
      const scripts = await checkPage("esbuild", site, "page.js");
      const metafile: Metafile = JSON.parse(await Deno.readTextFile(join(esbuild, "meta.json")));
      assert.deepEqual(Object.keys(metafile.inputs).filter((path) => FORBIDDEN.test(path)), []);
      for (const [part, bytes] of partsOf(metafile, scripts.map((path) => `dist/${path}`))) {
        say(`${kilobytes(bytes)} before gzip  ${part}`);
      }
    });

    await t.step("vite: a page", async () => {
      const vite = await project("vite", ["vite@8.3.8"], {
        ...await consumers("page.ts", "use_weft.ts"),
        "index.html": '<!doctype html><script type="module" src="/src/page.ts"></script>',
      });
      await vite.run("vite", "build", "--base", "./", "--logLevel", "warn");
      const site = await readSite(join(vite.folder, "dist"));
      const html = new TextDecoder().decode(site["index.html"]);
      await checkPage("vite", site, /src="\.\/([^"]+)"/.exec(html)![1]!);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("mod.ts works in a page by deno bundle", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const options = ["--quiet", "--platform", "browser", "--code-splitting", "--minify"];
    const entry = join(ROOT, "tests/npm_package/consumers/page.ts");
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["bundle", ...options, "--outdir", folder, entry],
      cwd: ROOT,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    await Deno.copyFile(join(ROOT, WASM), join(folder, "ort-wasm-simd-threaded.wasm"));
    await checkPage("deno bundle", await readSite(folder), "page.js");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Opens a page that a bundler made; returns the scripts that it loaded. */
async function checkPage(bundler: string, site: Site, entry: string): Promise<string[]> {
  for (const [path, bytes] of Object.entries(site)) {
    if (!/\.m?js$/.test(path)) continue;
    const [word] = FORBIDDEN_CODE.exec(
      new TextDecoder().decode(bytes),
    ) ?? [];
    assert.equal(word, undefined, `${path} of ${bundler}`);
  }
  const files: Record<string, Uint8Array<ArrayBuffer>> = { ...site };
  for (const path of ["zoo.json", "lenet/model.onnx"]) {
    files[`zoo/${path}`] = await Deno.readFile(join(ROOT, "zoo", path));
  }
  const script = `import("./site/${entry}");`;
  const page = {
    script,
    files: Object.fromEntries(
      Object.entries(files).map((
        [path, bytes],
      ) => [path.startsWith("zoo/") ? path : `site/${path}`, bytes]),
    ),
  };
  const found = await openPage(BROWSERS.Chromium!, page, SECONDS) as
    | { findings: Findings; loaded: string[] }
    | undefined;
  if (found === undefined) {
    skipEngine("Chromium");
    return [];
  }
  assert.deepEqual(found.findings, inDeno.wasm);
  const asked = found.loaded.map((path) => path.replace(/^\/site\//, ""));
  assert(!asked.some((path) => path.includes("webgpu")), "WebGPU only where it is asked for");
  const scripts = await loadedScripts(site, asked);
  say(
    `\n${bundler}: JavaScript that a page loads for inference, PCA, t-SNE and figures\n${
      sizeTable(scripts)
    }`,
  );
  assert(gzippedTotal(scripts) <= LIMIT, `more than ${kilobytes(LIMIT)}`);
  return scripts.map(({ path }) => path);
}

async function readSite(folder: string, below = folder): Promise<Site> {
  const site: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const { name, isDirectory } of Deno.readDirSync(below)) {
    const path = join(below, name);
    if (isDirectory) Object.assign(site, await readSite(folder, path));
    else site[relative(folder, path)] = await Deno.readFile(path);
  }
  return site;
}

/** tfjs takes long to install; the repository's has its own dependencies beside it. */
async function linkTfjs({ folder }: Project): Promise<void> {
  await Deno.mkdir(join(folder, "node_modules/@tensorflow"));
  const tfjs = await Deno.realPath(join(ROOT, "node_modules/@tensorflow/tfjs"));
  await Deno.symlink(tfjs, join(folder, "node_modules/@tensorflow/tfjs"));
}

/** Saves a classifier that always says `coat`, as `model.save()` of tfjs-node does; returns the path of its model.json. */
async function saveTfjsModel(folder: string): Promise<string> {
  const image = tf.input({ shape: [28, 28, 1], name: "image" });
  const bias = tf.initializers.constant({ value: 0.25 });
  const flat = tf.layers.flatten().apply(image);
  const bag = tf.layers.dense({ units: 1 }).apply(flat) as tf.SymbolicTensor;
  const coat = tf.layers.dense({ units: 1, biasInitializer: bias }).apply(
    flat,
  ) as tf.SymbolicTensor;
  const logits = tf.layers.concatenate({ name: "logits" }).apply([bag, coat]) as tf.SymbolicTensor;
  const path = join(folder, "model.json");
  await tf.model({ inputs: image, outputs: logits }).save({
    save: async ({ modelTopology, weightSpecs, weightData }) => {
      const weights = weightSpecs!;
      const manifest = { modelTopology, weightsManifest: [{ paths: ["weights.bin"], weights }] };
      await Deno.writeTextFile(path, JSON.stringify(manifest));
      await Deno.writeFile(join(folder, "weights.bin"), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    },
  });
  return path;
}

/** The strictest that a project can ask of a package's types. */
const TYPES = {
  ...{ target: "es2023", module: "nodenext", lib: ["es2023", "dom", "dom.iterable"], types: [] },
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ rewriteRelativeImportExtensions: true, rootDir: "src", outDir: "built" },
};

const MAIN_EXPORT = `
import { exportAndClassify } from "./export_model.ts";

const process = globalThis as unknown as { process: { argv: string[] } };
console.log(await exportAndClassify(process.process.argv[2]!));
`;

const MAIN = `
import { exportAndClassify } from "./export_model.ts";
import { useWeft } from "./use_weft.ts";

const { process } = globalThis as unknown as { process: { argv: string[] } };
console.log(JSON.stringify({
  cpu: await useWeft("cpu"),
  wasm: await useWeft("wasm"),
  label: await exportAndClassify(process.argv[2]!),
}));
`;
