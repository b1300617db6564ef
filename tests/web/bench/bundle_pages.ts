import { build } from "esbuild";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../../root.ts";

/** The folders in node_modules whose .wasm files a page may fetch from beside its scripts. */
const WASM_FOLDERS = ["onnxruntime-web/dist", "@tensorflow/tfjs-backend-wasm/dist"];

/**
 * Bundles scripts of `pages/`, as a page that uses the packages would, and writes a page for each
 * of `pages` that starts it.
 *
 * @param pages The names of scripts that are pages.
 * @param workers The names of scripts that are workers.
 * @param alias Packages that stand for others.
 */
export async function bundlePages(
  folder: string,
  { pages, workers = [], alias = {} }: {
    readonly pages: readonly string[];
    readonly workers?: readonly string[];
    readonly alias?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...pages, ...workers].map((name) => `tests/web/bench/pages/${name}.ts`),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    minify: true,
    legalComments: "none",
    logLevel: "error",
    alias: { ...alias },
  });
  for (const from of WASM_FOLDERS.map((name) => join(ROOT, "node_modules", name))) {
    for (const name of (await readdir(from)).filter((name) => name.endsWith(".wasm"))) {
      await copyFile(join(from, name), join(folder, name));
    }
  }
  for (const name of pages) {
    const script = `<script type="module" src="${name}.js"></script>`;
    const icon = '<link rel="icon" href="data:,">';
    await writeFile(
      join(folder, `${name}.html`),
      `<!doctype html><title>${name}</title>${icon}${script}`,
    );
  }
}
