import type { Site } from "./site.ts";

/** A script that a page loaded. */
export interface Script {
  readonly path: string;
  readonly bytes: number;
  /** As a server sends them. */
  readonly gzipped: number;
}

/** The scripts of a site among the paths that a page asked for, the largest first. */
export async function scriptsOf(site: Site, asked: Iterable<string>): Promise<Script[]> {
  const scripts: Script[] = [];
  for (const path of new Set(asked)) {
    const bytes = site[path];
    if (bytes === undefined || !/\.m?js$/.test(path)) continue;
    const gzip = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
    const gzipped = (await new Response(gzip).bytes()).length;
    scripts.push({ path, bytes: bytes.length, gzipped });
  }
  return scripts.sort((a, b) => b.gzipped - a.gzipped);
}

/** All scripts as one. */
export function inAll(scripts: readonly Script[]): Script {
  const sum = (size: "bytes" | "gzipped") =>
    scripts.reduce((total, script) => total + script[size], 0);
  return { path: "in all", bytes: sum("bytes"), gzipped: sum("gzipped") };
}

/** Sizes for whoever reads the test's output. */
export function sizeTable(scripts: readonly Script[]): string {
  return [inAll(scripts), ...scripts].map(({ path, bytes, gzipped }) =>
    `${kilobytes(gzipped)} gzipped, ${kilobytes(bytes)} minified  ${path}`
  ).join("\n");
}

/** The part of esbuild's account of a bundle that is looked at here. */
export interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>
  >;
}

/**
 * What takes the room in a bundle, by the package and folder that it comes from.
 *
 * @param metafile As esbuild's `--metafile` writes it.
 * @param outputs The scripts to look into, by their paths in the metafile.
 */
export function partsTable({ outputs }: Metafile, scripts: readonly string[]): string {
  const parts: Record<string, number> = {};
  for (const script of scripts) {
    for (const [path, { bytesInOutput }] of Object.entries(outputs[script]!.inputs)) {
      const part = /node_modules\/(weft\/\w+(?:\/kernels)?|@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[1] ??
        "the page itself";
      parts[part] = (parts[part] ?? 0) + bytesInOutput;
    }
  }
  return Object.entries(parts).sort(([, a], [, b]) => b - a)
    .map(([part, bytes]) => `${kilobytes(bytes)} minified  ${part}`).join("\n");
}

/** Such as ` 64.2 kB`. */
function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(5)} kB`;
}
