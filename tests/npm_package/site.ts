import { join, relative } from "node:path";
import { BROWSERS, openPage } from "../../runtime/hosts/browsers.ts";
import { skipEngine } from "../skip_engine.ts";
import type { Findings } from "./consumers/use_weft.ts";
import { ROOT } from "../../root.ts";

/** Files by path below the root of a site. */
export type Site = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** Where the build of ONNX Runtime for browsers lies in a project. */
export const ORT = "node_modules/onnxruntime-web/dist";

/** Its WebAssembly, which esbuild and `deno bundle` leave to the user to copy. */
export const WASM = "ort-wasm-simd-threaded.wasm";

/** Long enough for a machine that has much else to do; a quiet one takes 2. */
const SECONDS = 120;

/** Reads all files below a folder. */
export async function readSite(folder: string, below: string = folder): Promise<Site> {
  const site: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const { name, isDirectory } of Deno.readDirSync(below)) {
    const path = join(below, name);
    if (isDirectory) Object.assign(site, await readSite(folder, path));
    else site[relative(folder, path)] = await Deno.readFile(path);
  }
  return site;
}

/**
 * Opens a site in Chromium, with the zoo beside the page.
 *
 * @param entry The path of the script that `consumers/page.ts` became.
 * @param imports An import map, by paths below the root of the site.
 * @returns What the page found out, and the paths of the site that it asked for; `undefined`
 * without Chromium.
 */
export async function openSite(
  site: Site,
  entry: string,
  imports: Readonly<Record<string, string>> = {},
): Promise<{ findings: Findings; loaded: readonly string[] } | undefined> {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const [path, bytes] of Object.entries(site)) files[`site/${path}`] = bytes;
  for (const path of ["zoo.json", "lenet/model.onnx"]) {
    files[`zoo/${path}`] = await Deno.readFile(join(ROOT, "models/zoo", path));
  }
  const map = Object.entries(imports).map(([name, path]) => [name, `/site/${path}`]);
  const script = `
    const map = document.createElement("script");
    map.type = "importmap";
    map.textContent = ${JSON.stringify(JSON.stringify({ imports: Object.fromEntries(map) }))};
    document.head.append(map);
    import("./site/${entry}");`;
  const found = await openPage(BROWSERS.Chromium!, { script, files }, SECONDS) as
    | { findings: Findings; loaded: string[] }
    | undefined;
  if (found === undefined) {
    skipEngine("Chromium");
    return undefined;
  }
  const below = found.loaded.filter((path) => path.startsWith("/site/"));
  return { findings: found.findings, loaded: below.map((path) => path.slice("/site/".length)) };
}
