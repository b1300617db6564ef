import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { WeftError } from "../error.ts";
import { MIRRORS, type OfficialFile } from "./fashion_mnist.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import { sha256 } from "./sha256.ts";
import { attempt, type Failure, fetchFile, isFailure, type TransferOptions } from "./transfer.ts";

/** Options of a download. A mirror has 2.5 s to answer, so an offline machine fails after 8 s. */
export interface DownloadOptions extends Omit<TransferOptions, "onProgress"> {
  /** Folders to try in turn, each ending in `/`. Default: {@linkcode MIRRORS}. */
  readonly mirrors?: readonly string[];
  /** Called as bytes arrive: official name, bytes so far, bytes in all when the server tells. */
  readonly onProgress?:
    | ((file: string, received: number, total: number | undefined) => void)
    | undefined;
}

/** The most bytes by which a gzip file is longer than its content. */
const GZIP_OVERHEAD = 0x1_0000;

/** The next step when a file cannot be written. */
const HINT = "Free some space or make the folder writable; XDG_CACHE_HOME chooses another one";

/**
 * Downloads files into `folder` and makes the folder. A file gets its final name, by a rename, only
 * when its decompressed content has the right SHA-256. An earlier file of that name is kept or
 * replaced whole. A broken transfer continues where it stopped, in this process or a later one,
 * from the same mirror: archives of the same content differ between mirrors.
 *
 * @returns The path of each file by official name: `NAME.gz`, or `NAME` from a mirror that
 * decompresses the file in transfer.
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
  await attempt(`create the folder ${folder}`, HINT, () => mkdir(folder, { recursive: true }));

  let mirrors = options.mirrors ?? MIRRORS;
  for (const file of files) {
    const failures: string[] = [];
    for (const mirror of mirrors) {
      const result = await downloadFrom(mirror, file, folder, options);
      if (!isFailure(result)) {
        paths.set(file.name, result.path);
        // The next file is fetched from the mirror that works.
        mirrors = [mirror, ...mirrors.filter((other) => other !== mirror)];
        break;
      }
      failures.push(`${new URL(mirror).host}: ${result.failure}`);
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

/** Downloads a file from one mirror, with several attempts. */
async function downloadFrom(
  mirror: string,
  file: OfficialFile,
  folder: string,
  { onProgress, ...options }: DownloadOptions,
): Promise<{ readonly path: string } | Failure> {
  // Archives of the same content differ between mirrors, so each has its own partial file.
  const part = join(folder, `${file.name}.${(await sha256(mirror)).slice(0, 8)}.part`);
  return await fetchFile(
    { url: `${mirror}${file.name}.gz`, part, cap: file.bytes + GZIP_OVERHEAD, hint: HINT },
    (resumed) => accept(part, file, folder, resumed),
    {
      ...options,
      onProgress: onProgress && ((received, total) => onProgress(file.name, received, total)),
    },
  );
}

/** Checks a file that is complete and gives it its final name, or removes it when it is wrong. */
async function accept(
  part: string,
  file: OfficialFile,
  folder: string,
  resumed: boolean,
): Promise<{ readonly path: string } | Failure> {
  const bytes = await attempt(`read ${part}`, HINT, () => readFile(part));
  if (!await matches(bytes, file)) {
    await rm(part, { force: true });
    // The file may have changed between two transfers: it is fetched once more, whole.
    return {
      failure: "the content is not Fashion-MNIST (SHA-256 differs)",
      kind: resumed ? "broken" : "refused",
    };
  }
  const [name, other] = isGzip(bytes)
    ? [`${file.name}.gz`, file.name]
    : [file.name, `${file.name}.gz`];
  const path = join(folder, name);
  await attempt(`write ${path}`, HINT, () => rename(part, path));
  await rm(join(folder, other), { force: true });
  return { path };
}

async function matches(bytes: Uint8Array, file: OfficialFile): Promise<boolean> {
  try {
    return await sha256(gunzip(bytes, file.name, file.bytes)) === file.sha256;
  } catch {
    return false;
  }
}
