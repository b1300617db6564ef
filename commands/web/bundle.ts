import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "../../data/sha256.ts";
import { WeftError } from "../../error.ts";
import { PANELS } from "../../web/panels.ts";
import { licenceNotices } from "./licences.ts";
import { pageHtml } from "./page_html.ts";
import { ROOT } from "../../root.ts";

/** The entry files of the workers, by the script name that the page passes to `new Worker`. */
export const WORKERS: Readonly<Record<string, string>> = {
  convert_worker: "web/panels/convert/worker.ts",
  inference_worker: "web/inference/worker.ts",
  learn_worker: "web/panels/learn/worker.ts",
  map_worker: "web/panels/map/worker.ts",
};

/** The typeface of the page, which figures use too. */
const FONTS = ["inter_regular.ttf", "inter_semibold.ttf"];

/**
 * Matches the names of ONNX Runtime's WebAssembly. A bundle contains the names of those files that
 * it loads.
 */
const ORT_FILE = /ort-wasm-[\w.-]+?\.wasm/g;

/**
 * Bundles the page: `index.html`, and scripts, styles, typefaces, ONNX Runtime's files and the
 * licences of all of them in `assets`.
 *
 * @param folder The folder of the site.
 * @returns The size of each script and style sheet in bytes, by file name.
 * @throws {WeftError} `file` when esbuild fails.
 */
export async function bundleSite(folder: string): Promise<Record<string, number>> {
  const assets = join(folder, "assets");
  await mkdir(assets, { recursive: true });
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { page: "web/page.ts", style: "web/style.css", ...WORKERS },
    outdir: assets,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    minify: true,
    legalComments: "none",
    external: ["*.ttf"],
    chunkNames: "[name]-[hash]",
    logLevel: "silent",
    write: false,
    metafile: true,
  }).catch((error) => {
    throw new WeftError("file", `Cannot bundle the page: ${error.message}`, "Run deno install", {
      cause: error,
    });
  });
  const ortFiles = new Map<string, string>();
  for (const { text } of outputFiles) {
    for (const [name] of text.matchAll(ORT_FILE)) {
      ortFiles.set(name, ortFiles.get(name) ?? await copyHashed(name, assets));
    }
  }
  for (const { path, contents, text } of outputFiles) {
    const renamed = text.replaceAll(ORT_FILE, (name) => ortFiles.get(name)!);
    await writeFile(path, renamed === text ? contents : renamed);
  }
  for (const name of FONTS) await copyFile(join(ROOT, "viz/fonts", name), join(assets, name));
  await copyFile(join(ROOT, "web/icon.svg"), join(assets, "icon.svg"));
  await writeFile(join(assets, "licences.txt"), await licenceNotices(metafile, ROOT));
  const template = await readFile(join(ROOT, "web/index.html"), "utf8");
  await writeFile(join(folder, "index.html"), pageHtml(template, PANELS));
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => [path.slice(assets.length + 1), contents.length]),
  );
}

/**
 * Copies a file of ONNX Runtime under a name with a hash of its content, as chunks have. Browsers
 * keep such a file without asking whether it is current.
 *
 * @returns The name.
 */
async function copyHashed(name: string, folder: string): Promise<string> {
  const contents = await readFile(join(ROOT, "node_modules/onnxruntime-web/dist", name));
  const hash = (await sha256(contents)).slice(0, 8).toUpperCase();
  const hashed = name.replace(/(?=\.wasm$)/, `-${hash}`);
  await writeFile(join(folder, hashed), contents);
  return hashed;
}
