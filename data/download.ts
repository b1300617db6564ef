import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { WeftError } from "../error.ts";
import { MIRRORS, type OfficialFile } from "./fashion_mnist.ts";
import { gunzip, isGzip } from "./gunzip.ts";

/** How to download. */
export interface DownloadOptions {
  /** Folders to try in turn, each ending in `/`. Default: {@linkcode MIRRORS}. */
  readonly mirrors?: readonly string[];
  /** Called as bytes arrive: official name, bytes so far, bytes in all where the server says. */
  readonly onProgress?:
    | ((file: string, received: number, total: number | undefined) => void)
    | undefined;
  /** Stops the download; what has arrived is kept and the next download continues from it. */
  readonly signal?: AbortSignal | undefined;
  /** How long a mirror may take to answer, in milliseconds. Default 2500: offline shows in 8 s. */
  readonly connectTimeout?: number;
  /** How long a transfer may stand still, in milliseconds. Default 15,000. */
  readonly stallTimeout?: number;
  /** How often to try a mirror that answers but breaks off. Default 4. */
  readonly attempts?: number;
  /** The wait before the second try, in milliseconds; doubles each time. Default 500. */
  readonly backoff?: number;
}

/**
 * What came of one try: a file in place, or why not. A `broken` transfer is worth another try; an
 * `unreachable` mirror only if it was reached before; after `refused` there is no point.
 */
type Outcome = { readonly path: string } | {
  readonly failure: string;
  readonly kind: "broken" | "unreachable" | "refused";
};

/** How much longer than its raw content a gzip file can be: it stores what it cannot shrink. */
const GZIP_OVERHEAD = 0x1_0000;

/**
 * Downloads files into `folder`, creating it. A file appears under its final name only when its
 * decompressed content has the right SHA-256, by a rename within the folder: a file that was there
 * before is either kept or replaced whole. Broken transfers continue where they stopped, in this
 * process or a later one, from the same mirror (archives of the same content differ between them).
 *
 * @returns The path of each file by official name: `NAME.gz`, or `NAME` from a mirror that
 * decompresses on the way.
 * @throws {WeftError} `network` when no mirror delivers a file; `file` when it cannot be written.
 * @throws The signal's reason when it is aborted.
 *
 * @example
 * ```ts
 * const path = await downloadFiles([], "cache", { mirrors: ["https://example.org/data/"] });
 * console.assert(path.size === 0);
 * ```
 */
export async function downloadFiles(
  files: readonly OfficialFile[],
  folder: string,
  options: DownloadOptions = {},
): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  if (files.length === 0) return paths;
  await attempt(`create the folder ${folder}`, () => mkdir(folder, { recursive: true }));

  let mirrors = options.mirrors ?? MIRRORS;
  for (const file of files) {
    const failures: string[] = [];
    for (const mirror of mirrors) {
      const outcome = await downloadFrom(mirror, file, folder, options);
      if ("path" in outcome) {
        paths.set(file.name, outcome.path);
        // The next file starts with the mirror that works.
        mirrors = [mirror, ...mirrors.filter((other) => other !== mirror)];
        break;
      }
      failures.push(`${new URL(mirror).host}: ${outcome.failure}`);
    }
    if (paths.has(file.name)) continue;
    throw new WeftError(
      "network",
      `Cannot download ${file.name}: ${failures.join("; ")}`,
      "Check the connection, or name a folder with the four official files: --data DIR",
    );
  }
  return paths;
}

/** Tries one mirror, again and again while it makes sense. */
async function downloadFrom(
  mirror: string,
  file: OfficialFile,
  folder: string,
  options: DownloadOptions,
): Promise<Outcome> {
  const { attempts = 4, backoff = 500, signal } = options;
  let reached = false;
  for (let number = 1;; number++) {
    const outcome = await transfer(mirror, file, folder, options);
    if ("path" in outcome) return outcome;
    reached ||= outcome.kind === "broken";
    if (outcome.kind === "refused" || !reached || number >= attempts) return outcome;
    await wait(backoff * 2 ** (number - 1), signal);
  }
}

/** One request: continues the partial file if there is one, checks the result, renames it. */
async function transfer(
  mirror: string,
  file: OfficialFile,
  folder: string,
  options: DownloadOptions,
): Promise<Outcome> {
  const { connectTimeout = 2500, stallTimeout = 15_000, signal, onProgress } = options;
  const part = join(folder, `${file.name}.${shortHash(mirror)}.part`);
  const already = await sizeOf(part);
  const watch = watchdog(signal);
  const cap = file.bytes + GZIP_OVERHEAD;
  let answered = false;
  try {
    watch.expect(connectTimeout, "no answer");
    const response = await fetch(`${mirror}${file.name}.gz`, {
      signal: watch.signal,
      headers: {
        "Accept-Encoding": "identity",
        ...(already > 0 ? { Range: `bytes=${already}-` } : {}),
      },
    });
    answered = true;
    const start = startOf(response, already);
    if (start === undefined) {
      await response.body?.cancel();
      // 416: the partial file already has every byte, so it only has to be checked.
      if (response.status === 416 && already > 0) return await accept(part, file, folder, true);
      return { failure: `HTTP ${response.status}`, kind: kindOf(response.status) };
    }
    const length = response.headers.get("content-length");
    const total = length === null ? undefined : start + Number(length);
    if ((total ?? 0) > cap) {
      await response.body?.cancel();
      return { failure: `expected at most ${cap} bytes, got ${total}`, kind: "refused" };
    }

    let received = start;
    const output = await attempt(`write ${part}`, () => open(part, start > 0 ? "r+" : "w"));
    try {
      for await (const chunk of response.body ?? []) {
        watch.expect(stallTimeout, "the transfer stands still");
        // Positions, not appending: two processes that fetch the same file write the same bytes.
        await attempt(`write ${part}`, () => output.write(chunk, 0, chunk.length, received));
        received += chunk.length;
        if (received > cap) break;
        onProgress?.(file.name, received, total);
      }
      await attempt(`write ${part}`, () => output.sync());
    } finally {
      await output.close();
    }
    if (received > cap) {
      await rm(part, { force: true });
      return { failure: `expected at most ${cap} bytes, got more`, kind: "refused" };
    }
    if (total !== undefined && received < total) {
      return { failure: `broke off after ${received} of ${total} bytes`, kind: "broken" };
    }
    return await accept(part, file, folder, start > 0);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof WeftError) throw error;
    const kind = answered ? "broken" : "unreachable";
    return { failure: watch.reason() ?? reasonOf(error), kind };
  } finally {
    watch.stop();
  }
}

/** Where the body belongs in the file; undefined when the response is not (a part of) the file. */
function startOf(response: Response, already: number): number | undefined {
  if (response.status === 200) return 0;
  if (response.status !== 206) return undefined;
  const range = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "");
  return range && Number(range[1]) === already ? already : undefined;
}

/** Checks a complete partial file and moves it into place; removes it when it is wrong. */
async function accept(
  part: string,
  file: OfficialFile,
  folder: string,
  resumed: boolean,
): Promise<Outcome> {
  const bytes = await attempt(`read ${part}`, () => readFile(part));
  if (!matches(bytes, file)) {
    await rm(part, { force: true });
    // Two halves that do not fit together can come from a file that changed: once more, whole.
    return {
      failure: "the content is not Fashion-MNIST (SHA-256 differs)",
      kind: resumed ? "broken" : "refused",
    };
  }
  const [name, other] = isGzip(bytes)
    ? [`${file.name}.gz`, file.name]
    : [file.name, `${file.name}.gz`];
  const path = join(folder, name);
  await attempt(`write ${path}`, () => rename(part, path));
  await rm(join(folder, other), { force: true });
  return { path };
}

function matches(bytes: Uint8Array, file: OfficialFile): boolean {
  try {
    const raw = gunzip(bytes, file.name, file.bytes);
    return createHash("sha256").update(raw).digest("hex") === file.sha256;
  } catch {
    return false;
  }
}

/** Runs a file operation; a failure becomes a `file` error that says what could not be done. */
async function attempt<T>(what: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw new WeftError(
      "file",
      `Cannot ${what}: ${reasonOf(error)}`,
      "Free some space or make the folder writable; XDG_CACHE_HOME chooses another one",
      { cause: error },
    );
  }
}

/** A signal that also aborts when the next sign of life does not come in time. */
function watchdog(outer: AbortSignal | undefined) {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reason: string | undefined;
  return {
    signal: outer ? AbortSignal.any([outer, controller.signal]) : controller.signal,
    expect(milliseconds: number, otherwise: string): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        reason = `${otherwise} for ${milliseconds / 1000} s`;
        controller.abort();
      }, milliseconds);
    },
    reason: () => reason,
    stop: () => clearTimeout(timer),
  };
}

function wait(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

function kindOf(status: number): "broken" | "refused" {
  return status >= 500 || status === 408 || status === 429 ? "broken" : "refused";
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
