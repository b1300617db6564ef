import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { entryNamed, readArchive, unpack } from "../../cli/archive.ts";
import { fileError } from "../../cli/file.ts";
import { fetchFile, isFailure, type TransferOptions } from "../../data/transfer.ts";
import { WeftError } from "../../error.ts";
import { PROVIDER_FILES } from "./provider_files.ts";
import { packageName, type ProviderPackage } from "./provider_package.ts";

/** A source of the provider's libraries. */
export interface ProviderSource {
  /** Its name in messages: a path or a package. */
  readonly title: string;
  /** Reads one of {@linkcode PROVIDER_FILES}. */
  readonly read: (name: string) => AsyncIterable<Uint8Array>;
}

/** Places of the libraries in a folder: the folder itself, an unpacked wheel. */
const FOLDERS = [".", "onnxruntime/capi"];

/** The hint about `--from`. */
function wanted({ url }: ProviderPackage): string {
  return `Give ${url}, or a folder with its ${PROVIDER_FILES.join(" and ")}`;
}

/**
 * Finds the libraries in a folder, in the package, or in the only wheel of a folder.
 *
 * @throws {WeftError} `file` when they are not there, the package has another SHA-256, or the
 * folder has several wheels.
 */
export async function localSource(from: string, pinned: ProviderPackage): Promise<ProviderSource> {
  const about = await stat(from).catch((error) => {
    throw fileError("read", from, error);
  });
  if (!about.isDirectory()) return await packageSource(from, pinned);
  for (const inner of FOLDERS) {
    const folder = join(from, inner);
    const found = await Promise.all(
      PROVIDER_FILES.map((name) => stat(join(folder, name)).then(() => true, () => false)),
    );
    if (found.every((there) => there)) {
      return { title: folder, read: (name) => createReadStream(join(folder, name)) };
    }
  }
  const wheels = (await readdir(from)).filter((name) => /\.whl$/i.test(name));
  if (wheels.length === 1) return await packageSource(join(from, wheels[0]!), pinned);
  if (wheels.length === 0) {
    throw new WeftError("file", `Cannot find the CUDA provider in ${from}`, wanted(pinned));
  }
  throw new WeftError(
    "file",
    `Cannot choose between the packages in ${from}: ${wheels.sort().join(", ")}`,
    "Name one of them with --from",
  );
}

/** The libraries in the package, whose SHA-256 is checked before it is unpacked. */
async function packageSource(path: string, pinned: ProviderPackage): Promise<ProviderSource> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece);
  requireHash(hash.digest("hex"), pinned.sha256, path, pinned);
  const archive = await readArchive(path);
  return { title: path, read: (name) => unpack(path, entryNamed(archive, name)!) };
}

/**
 * Checks the SHA-256 of a file.
 *
 * @param title The name of the file in errors.
 * @throws {WeftError} `file` when it is another.
 */
export function requireHash(
  found: string,
  expected: string | undefined,
  title: string,
  pinned: ProviderPackage,
): void {
  if (found === expected) return;
  const why = `its SHA-256 is ${found}, not the one of ${packageName(pinned)}`;
  throw new WeftError("file", `Cannot use ${title}: ${why}`, wanted(pinned));
}

/** A source that was downloaded. */
export interface FetchedSource extends ProviderSource {
  /** Removes the download. */
  readonly remove: () => Promise<void>;
}

/**
 * Downloads the package into `folder`, and checks its SHA-256. The next call continues a download
 * that was interrupted; {@linkcode FetchedSource.remove} removes its file.
 *
 * @throws {WeftError} `network` when the download fails, `file` when it cannot be written.
 */
export async function fetchSource(
  pinned: ProviderPackage,
  folder: string,
  options: TransferOptions,
): Promise<FetchedSource> {
  const { url, bytes: cap } = pinned;
  const name = packageName(pinned);
  const part = join(folder, `.${name}.part`);
  const hint = "Free some space, or make the folder writable";
  const fetched = await fetchFile({ url, part, cap, hint }, async (resumed) => {
    try {
      return await packageSource(part, pinned);
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      await rm(part, { force: true });
      const failure = error.message.replace(/^.*\.part: /, "the answer is not the package: ");
      return { failure, kind: resumed ? "broken" as const : "refused" as const };
    }
  }, options);
  if (!isFailure(fetched)) {
    return { title: name, read: fetched.read, remove: () => rm(part, { force: true }) };
  }
  throw new WeftError(
    "network",
    `Cannot download ${name} from ${new URL(url).host}: ${fetched.failure}`,
    `Check the connection; or download ${url} elsewhere, and pass the file with --from`,
  );
}
