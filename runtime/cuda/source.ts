import { createReadStream } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { fetchFile, isFailure, type TransferOptions } from "../../data/transfer.ts";
import { WeftError } from "../../error.ts";
import { entryNamed, readArchive, unpack } from "../../cli/archive.ts";
import { PROVIDER_FILES } from "./provider_files.ts";

/** A source of the provider's libraries. */
export interface ProviderSource {
  /** Its name in messages: a path or a package. */
  readonly title: string;
  /** Reads one of {@linkcode PROVIDER_FILES}. */
  readonly read: (name: string) => AsyncIterable<Uint8Array>;
}

/** The NuGet package with the libraries, named in onnxruntime-node's own install script. */
const PACKAGE = "Microsoft.ML.OnnxRuntime.Gpu.Linux";

/**
 * The address of NuGet's packages by name and version:
 * learn.microsoft.com/nuget/api/package-base-address-resource.
 */
export const NUGET = "https://api.nuget.org/v3-flatcontainer/";

/** The limit of the download in bytes; the package is smaller. */
const MAX_BYTES = 2 ** 30;

/**
 * Places of the libraries in a folder: the folder itself, a NuGet package, a release of ONNX
 * Runtime, a Python wheel.
 */
const FOLDERS = [".", "runtimes/linux-x64/native", "lib", "onnxruntime/capi"];

/** The names of packages: NuGet's, and the wheel onnxruntime-gpu. */
const ARCHIVE = /\.(nupkg|whl|zip)$/i;

/** The hint about `--from`. */
const WANTED = `Give a folder with ${PROVIDER_FILES.join(" and ")}, or one of the packages ` +
  `${PACKAGE} (.nupkg) and onnxruntime-gpu (.whl)`;

/**
 * Finds the libraries in a folder, in a package, or in the only package of a folder.
 *
 * @throws {WeftError} `file` when they are not there, or the folder has several packages.
 */
export async function localSource(from: string): Promise<ProviderSource> {
  const about = await stat(from).catch((error) => {
    throw fileError("read", from, error);
  });
  if (!about.isDirectory()) return await archiveSource(from);
  for (const inner of FOLDERS) {
    const folder = join(from, inner);
    const found = await Promise.all(
      PROVIDER_FILES.map((name) => stat(join(folder, name)).then(() => true, () => false)),
    );
    if (found.every((there) => there)) {
      return { title: folder, read: (name) => createReadStream(join(folder, name)) };
    }
  }
  const archives = (await readdir(from)).filter((name) => ARCHIVE.test(name));
  if (archives.length === 1) return await archiveSource(join(from, archives[0]!));
  if (archives.length === 0) {
    throw new WeftError("file", `Cannot find the CUDA provider in ${from}`, WANTED);
  }
  throw new WeftError(
    "file",
    `Cannot choose between the packages in ${from}: ${archives.sort().join(", ")}`,
    "Name one of them with --from",
  );
}

/** Finds the libraries in a package. */
async function archiveSource(path: string): Promise<ProviderSource> {
  const archive = await readArchive(path);
  const missing = PROVIDER_FILES.find((name) => !entryNamed(archive, name));
  if (missing) throw new WeftError("file", `Cannot use ${path}: ${missing} is not in it`, WANTED);
  return { title: path, read: (name) => unpack(path, entryNamed(archive, name)!) };
}

/** A source that was downloaded. */
export interface FetchedSource extends ProviderSource {
  /** Removes the download. */
  readonly remove: () => Promise<void>;
}

/**
 * Downloads the NuGet package of a version into `folder`. The next call continues a download that
 * was interrupted; {@linkcode FetchedSource.remove} removes its file.
 *
 * @param base The address of NuGet's packages: {@linkcode NUGET}.
 * @throws {WeftError} `network` when the download fails, `file` when it cannot be written.
 */
export async function fetchSource(
  version: string,
  folder: string,
  base: string,
  options: TransferOptions,
): Promise<FetchedSource> {
  const name = `${PACKAGE}.${version}.nupkg`.toLowerCase();
  const part = join(folder, `.${name}.part`);
  const url = `${base}${PACKAGE.toLowerCase()}/${version}/${name}`;
  const hint = "Free some space, or make the folder writable";
  const fetched = await fetchFile({ url, part, cap: MAX_BYTES, hint }, async (resumed) => {
    try {
      return await archiveSource(part);
    } catch (error) {
      if (!(error instanceof WeftError)) throw error;
      await rm(part, { force: true });
      const failure = error.message.replace(/^.*\.part: /, "the answer is not the package: ");
      return { failure, kind: resumed ? "broken" as const : "refused" as const };
    }
  }, options);
  if (!isFailure(fetched)) {
    return {
      title: `${PACKAGE} ${version}`,
      read: fetched.read,
      remove: () => rm(part, { force: true }),
    };
  }
  throw new WeftError(
    "network",
    `Cannot download ${name} from ${new URL(base).host}: ${fetched.failure}`,
    `Check the connection; or download ${url} elsewhere, and pass the file with --from`,
  );
}
