import type { Site } from "./site.ts";

/** A page of `consumers/`, and the most JavaScript that it may load, gzipped, in bytes. */
export interface PageBudget {
  /** The name of the page's source. */
  readonly source: string;
  /** A description of the page's work. */
  readonly work: string;
  /** ONNX Runtime's JavaScript counts, its .wasm does not. */
  readonly budget: number;
}

/** The pages that are measured. */
export const PAGE_BUDGETS: readonly PageBudget[] = [
  { source: "classify_page.ts", work: "a model and classification", budget: 75_000 },
  { source: "page.ts", work: "inference, PCA, t-SNE and figures", budget: 130_000 },
];

/** A script that a page loaded. */
export interface Script {
  readonly path: string;
  readonly bytes: number;
  /** Bytes as a server sends them. */
  readonly gzipped: number;
}

/** Returns the scripts of a site among the paths that a page requested, the largest first. */
export async function scriptsOf(site: Site, requested: Iterable<string>): Promise<Script[]> {
  const scripts: Script[] = [];
  for (const path of new Set(requested)) {
    const bytes = site[path];
    if (bytes === undefined || !/\.m?js$/.test(path)) continue;
    const gzip = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
    const gzipped = (await new Response(gzip).bytes()).length;
    scripts.push({ path, bytes: bytes.length, gzipped });
  }
  return scripts.sort((a, b) => b.gzipped - a.gzipped);
}

/** Adds up scripts. */
export function inAll(scripts: readonly Script[]): Script {
  const sum = (size: "bytes" | "gzipped") =>
    scripts.reduce((total, script) => total + script[size], 0);
  return { path: "in all", bytes: sum("bytes"), gzipped: sum("gzipped") };
}

/** Writes the sizes as a table for the test's output. */
export function sizeTable(scripts: readonly Script[]): string {
  return [inAll(scripts), ...scripts].map(({ path, bytes, gzipped }) =>
    `${kilobytes(gzipped)} gzipped, ${kilobytes(bytes)} minified  ${path}`
  ).join("\n");
}

/** The part of esbuild's description of a bundle that is read here. */
export interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>
  >;
}

/**
 * Writes a table of the packages and folders that a bundle consists of, the largest first.
 *
 * @param metafile As esbuild's `--metafile` writes it.
 * @param scripts The paths of the bundle's scripts in the metafile.
 * @param name The name of weft's package. Its folders are listed separately.
 */
export function partsTable(
  { outputs }: Metafile,
  scripts: readonly string[],
  name: string,
): string {
  const part = new RegExp(String.raw`node_modules/(${name}/\w+(?:/kernels)?|@[^/]+/[^/]+|[^/]+)`);
  const parts: Record<string, number> = {};
  for (const script of scripts) {
    for (const [path, { bytesInOutput }] of Object.entries(outputs[script]!.inputs)) {
      const found = part.exec(path)?.[1] ?? "the page's own code";
      parts[found] = (parts[found] ?? 0) + bytesInOutput;
    }
  }
  return Object.entries(parts).sort(([, a], [, b]) => b - a)
    .map(([found, bytes]) => `${kilobytes(bytes)} minified  ${found}`).join("\n");
}

/** Returns a size such as ` 64.2 kB`. */
function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(5)} kB`;
}
