import { open, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { Buffer } from "node:buffer";
import { WeftError } from "../../error.ts";
import { readSharedLibrary } from "./elf.ts";
import { librarySearch } from "./library_search.ts";

/** The library with the CUDA provider. */
export const PROVIDER = "libonnxruntime_providers_cuda.so";

/** The libraries that add CUDA to ONNX Runtime. They must lie beside its own library. */
export const PROVIDER_FILES = ["libonnxruntime_providers_shared.so", PROVIDER] as const;

/** ELF's number of x86-64. */
const X86_64 = 62;

/** Returns the folder of onnxruntime-node's native libraries for this machine. */
export function libraryFolder(): string {
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve("onnxruntime-node");
    return join(dirname(entry), "..", "bin", "napi-v6", process.platform, process.arch);
  } catch (error) {
    throw error; // outside a try block, Turbopack refuses a package that is missing
  }
}

/** A library of CUDA, cuDNN or the driver. */
export interface NeededLibrary {
  readonly name: string;
  /** The path that the loader finds; `undefined` where it finds none. */
  readonly path: string | undefined;
}

/** The names of NVIDIA's libraries, as opposed to the C library and others. */
const NVIDIA = /^lib(cu|nv)/;

/**
 * The library that the provider opens at its first convolution, so that its headers do not list it.
 */
const OPENED_LATER = "libcudnn.so.9";

/** The fault of a provider that is not there. */
export const ABSENT = "not installed";

/** Formats the fault of a provider that cannot be used. */
export function brokenFault({ message }: WeftError): string {
  return `broken (${message})`;
}

/** The provider in the folder of ONNX Runtime. */
export interface InstalledProvider {
  readonly folder: string;
  /** The fault, to be printed after "it is"; `undefined` where the libraries are complete. */
  readonly fault: string | undefined;
  /** NVIDIA's libraries that it needs, from its headers; empty where they cannot be read. */
  readonly needs: readonly NeededLibrary[];
}

/**
 * Inspects the provider's libraries in `folder`, and finds the libraries that they need. Reads
 * their headers only, which takes a millisecond.
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

/** Finds NVIDIA's libraries that a library needs. */
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
 * Checks that a file is one of the provider's libraries, complete, for x86-64 and of a version.
 * Reads all of it; the provider has 272 MB.
 *
 * @param name The expected one of {@linkcode PROVIDER_FILES}.
 * @throws {WeftError} `file` with the fault.
 */
export async function requireProviderFile(
  path: string,
  name: string,
  version: string,
): Promise<void> {
  const { machine } = await readSharedLibrary(path, name);
  if (machine !== X86_64) {
    throw new WeftError(
      "file",
      `Cannot use ${name}: it is for another processor than x86-64`,
      "Run deno task setup:cuda",
    );
  }
  if (name !== PROVIDER || await contains(path, `\0${version}\0`)) return;
  throw new WeftError(
    "file",
    `Cannot use ${name}: its version is not ${version}, the version of onnxruntime-node`,
    "Run deno task setup:cuda",
  );
}

/** The number of bytes that are searched at a time. */
const PIECE = 2 ** 23;

/** Searches a file for a text of Latin-1 letters. */
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
