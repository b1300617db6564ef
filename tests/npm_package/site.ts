import { join, relative } from "node:path";
import { BROWSERS, openPage } from "../../runtime/hosts/browsers.ts";
import { ROOT } from "../../root.ts";

/** Files by path below the root of a site. */
export type Site = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** The folder of ONNX Runtime's build for browsers in a project. */
export const ORT = "node_modules/onnxruntime-web/dist";

/** ONNX Runtime's WebAssembly. Users of esbuild and `deno bundle` copy it themselves. */
export const WASM = "ort-wasm-simd-threaded.wasm";

/** Enough for a busy machine; an idle one takes 2. */
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

/** The report of a page. */
export interface PageReport {
  /** The page's results. */
  readonly results: unknown;
  /** The paths of the site that the page requested. */
  readonly loaded: readonly string[];
}

/**
 * Opens a site in Chromium, with the zoo beside the page.
 *
 * @param entry The path of the page's script.
 * @param imports An import map, by paths below the root of the site.
 * @returns The page's report.
 */
export async function openSite(
  site: Site,
  entry: string,
  imports: Readonly<Record<string, string>> = {},
): Promise<PageReport> {
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
  const page = await openPage(BROWSERS.Chromium!, { script, files }, SECONDS) as PageReport;
  const below = page.loaded.filter((path) => path.startsWith("/site/"));
  return { results: page.results, loaded: below.map((path) => path.slice("/site/".length)) };
}
