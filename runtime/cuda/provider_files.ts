import { open, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { Buffer } from "node:buffer";
import { WeftError } from "../../error.ts";
import { readSharedLibrary } from "./elf.ts";
import { librarySearch } from "./library_search.ts";

/** The library that computes. */
export const PROVIDER = "libonnxruntime_providers_cuda.so";

/** The libraries that make ONNX Runtime compute on CUDA; they must lie beside its own. */
export const PROVIDER_FILES = ["libonnxruntime_providers_shared.so", PROVIDER] as const;

/** The number that ELF has for x86-64. */
const X86_64 = 62;

/** The folder of onnxruntime-node's native libraries for this machine. */
export function libraryFolder(): string {
  const entry = createRequire(import.meta.url).resolve("onnxruntime-node");
  return join(dirname(entry), "..", "bin", "napi-v6", process.platform, process.arch);
}

/** The version of onnxruntime-node that is installed: the libraries must be of the same. */
export function runtimeVersion(): string {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("onnxruntime-node");
  return (require(join(dirname(entry), "..", "package.json")) as { version: string }).version;
}

/** A library of CUDA, cuDNN or the driver, and where the loader finds it. */
export interface NeededLibrary {
  readonly name: string;
  readonly path: string | undefined;
}

/**
 * Names of NVIDIA's libraries among those that a library needs; the rest is the C library and its
 * like.
 */
const NVIDIA = /^lib(cu|nv)/;

/**
 * What the provider opens by itself when it first convolves, so that its list of needed libraries
 * is silent about it.
 */
const OPENED_LATER = "libcudnn.so.9";

/** The fault of a provider that is not there. */
export const ABSENT = "not installed";

/** The fault of one that cannot be used. */
export function brokenFault({ message }: WeftError): string {
  return `broken (${message})`;
}

/** What there is of the provider. */
export interface InstalledProvider {
  readonly folder: string;
  /**
   * What is wrong with it, to be read after "it is"; `undefined` where its libraries are there and
   * whole.
   */
  readonly fault: string | undefined;
  /** What of NVIDIA's they need, read off the provider itself; empty where it cannot be read. */
  readonly needs: readonly NeededLibrary[];
}

/**
 * Looks at the provider's libraries in `folder` and at what they need. Takes a millisecond: their
 * code is not read.
 */
export async function inspectProvider(
  folder: string = libraryFolder(),
): Promise<InstalledProvider> {
  for (const name of PROVIDER_FILES) {
    const there = await stat(join(folder, name)).then(() => true, () => false);
    if (!there) return { folder, fault: ABSENT, needs: [] };
  }
  try {
    await readSharedLibrary(join(folder, PROVIDER_FILES[0]));
    return { folder, fault: undefined, needs: await neededLibraries(join(folder, PROVIDER)) };
  } catch (error) {
    if (!(error instanceof WeftError)) throw error;
    return { folder, fault: brokenFault(error), needs: [] };
  }
}

/** What of NVIDIA's a library needs, and where the loader finds it. */
async function neededLibraries(path: string): Promise<NeededLibrary[]> {
  const { needs, runpath } = await readSharedLibrary(path);
  const names = new Set([...needs.filter((name) => NVIDIA.test(name)), OPENED_LATER]);
  const search = await librarySearch(
    runpath.map((folder) => folder.replace("$ORIGIN", dirname(path))),
  );
  return await Promise.all(
    [...names].map(async (name) => ({ name, path: await search.find(name) })),
  );
}

/**
 * Makes sure that a file is one of the provider's libraries, whole, for x86-64 and of this version.
 * Reads all of it, 272 MB of the provider.
 *
 * @param name Which of {@linkcode PROVIDER_FILES} it is to be.
 * @param title What errors call the file.
 * @throws {WeftError} `file` with what is wrong with it.
 */
export async function requireProviderFile(
  path: string,
  name: string,
  version: string,
  title: string = path,
): Promise<void> {
  const { machine } = await readSharedLibrary(path, title);
  if (machine !== X86_64) {
    throw new WeftError(
      "file",
      `Cannot use ${title}: it is for another processor than x86-64`,
      "Take the files for Linux on x64",
    );
  }
  if (name !== PROVIDER || await contains(path, `\0${version}\0`)) return;
  throw new WeftError(
    "file",
    `Cannot use ${title}: it is not of ONNX Runtime ${version}, which onnxruntime-node is`,
    `Get the files of version ${version}, or run deno task setup:cuda without --from`,
  );
}

/** Bytes that are searched at a time. */
const PIECE = 2 ** 23;

/** Whether a file holds a text of Latin letters. */
async function contains(path: string, text: string): Promise<boolean> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(PIECE);
    for (let at = 0;; at += PIECE - text.length) { // a text may lie across two pieces
      const { bytesRead } = await file.read(bytes, 0, PIECE, at);
      if (bytes.subarray(0, bytesRead).includes(text, 0, "latin1")) return true;
      if (bytesRead < PIECE) return false;
    }
  } finally {
    await file.close();
  }
}
