/** The most JavaScript, gzipped, that a page loads for inference, maps and figures: ONNX Runtime's included, its .wasm not. */
export const LIMIT = 75_000;

/** Files by path below the root of a site. */
export type Site = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** A script that a page loaded. */
export interface LoadedScript {
  readonly path: string;
  readonly bytes: number;
  readonly gzipped: number;
}

/** Size of bytes as a server sends them. */
async function gzippedSize(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const gzip = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(gzip).bytes()).length;
}

/** The scripts of a site among the paths that a page asked for, the largest first. */
export async function loadedScripts(
  site: Site,
  asked: Iterable<string>,
): Promise<LoadedScript[]> {
  const scripts: LoadedScript[] = [];
  for (const path of new Set(asked)) {
    const bytes = site[path];
    if (bytes === undefined || !/\.m?js$/.test(path)) continue;
    scripts.push({ path, bytes: bytes.length, gzipped: await gzippedSize(bytes) });
  }
  return scripts.sort((a, b) => b.gzipped - a.gzipped);
}

/** Sizes for whoever reads the test's output. */
export function sizeTable(scripts: readonly LoadedScript[]): string {
  const row = (name: string, bytes: number, gzipped: number) =>
    `${kilobytes(gzipped)} gzipped ${kilobytes(bytes)}  ${name}`;
  return [
    row("in all", sum(scripts, "bytes"), sum(scripts, "gzipped")),
    ...scripts.map(({ path, bytes, gzipped }) => row(path, bytes, gzipped)),
  ].join("\n");
}

/** Bytes, gzipped, of all scripts. */
export function gzippedTotal(scripts: readonly LoadedScript[]): number {
  return sum(scripts, "gzipped");
}

/**
 * What takes the room in a bundle by esbuild.
 *
 * @param metafile As esbuild's `--metafile` writes it.
 * @param outputs The scripts to look into, by their paths in the metafile.
 * @returns The parts by the package and folder that they come from, in bytes before gzip, the largest first.
 */
export function partsOf(metafile: Metafile, outputs: readonly string[]): [string, number][] {
  const parts: Record<string, number> = {};
  for (const output of outputs) {
    for (const [path, { bytesInOutput }] of Object.entries(metafile.outputs[output]!.inputs)) {
      const part = /node_modules\/(weft\/\w+(?:\/kernels)?|@[^/]+\/[^/]+|[^/]+)/.exec(path)?.[1] ??
        "the page";
      parts[part] = (parts[part] ?? 0) + bytesInOutput;
    }
  }
  return Object.entries(parts).sort(([, a], [, b]) => b - a);
}

/** The part of esbuild's account of a bundle that is looked at here. */
export interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>
  >;
}

/** Such as ` 64.2 kB`. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
}

function sum(scripts: readonly LoadedScript[], size: "bytes" | "gzipped"): number {
  return scripts.reduce((total, script) => total + script[size], 0);
}
