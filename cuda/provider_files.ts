import { createRequire } from "node:module";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { libraryFolder } from "../infer/cuda.ts";
import { readSharedLibrary } from "./elf.ts";
import { librarySearch } from "./library_search.ts";

/** The libraries that make ONNX Runtime compute on CUDA; they must lie beside its own. */
export const PROVIDER_FILES = [
  "libonnxruntime_providers_shared.so",
  "libonnxruntime_providers_cuda.so",
] as const;

/** The NuGet package that they come in, by the metadata of onnxruntime-node's own install script. */
export const NUGET_PACKAGE = "Microsoft.ML.OnnxRuntime.Gpu.Linux";

/** The version of onnxruntime-node that is installed: the libraries must be of the same. */
export function runtimeVersion(): string {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("onnxruntime-node");
  return (require(join(dirname(entry), "..", "package.json")) as { version: string }).version;
}

/** A library of CUDA or cuDNN, or of the driver, and where the loader finds it. */
export interface NeededLibrary {
  readonly name: string;
  readonly path: string | undefined;
}

/** Names of NVIDIA's libraries among those that a library needs; the rest is the C library and its like. */
const NVIDIA = /^lib(cu|nv)/;

/** What the provider opens by itself when it first convolves, so that its list of needed libraries is silent about it. */
const OPENED_LATER = "libcudnn.so.9";

/** What CUDA 12 has, as long as the provider is not there to say it itself. */
const EXPECTED = [
  "libcuda.so.1",
  "libcudart.so.12",
  "libcublas.so.12",
  "libcublasLt.so.12",
  "libcurand.so.10",
  "libcufft.so.11",
  OPENED_LATER,
];

/** Whether the provider's libraries are there, and what they need. */
export interface InstalledProvider {
  readonly folder: string;
  /** Those of {@linkcode PROVIDER_FILES} that are missing. */
  readonly missing: readonly string[];
  /** What of NVIDIA's they need, read off the provider itself where it is there. */
  readonly needs: readonly NeededLibrary[];
}

/** Looks at the provider's libraries in `folder` and at what they need. */
export async function inspectProvider(
  folder: string = libraryFolder(),
): Promise<InstalledProvider> {
  const present = await Promise.all(
    PROVIDER_FILES.map((name) => stat(join(folder, name)).then(() => true, () => false)),
  );
  const missing = PROVIDER_FILES.filter((_, i) => !present[i]);
  const provider = PROVIDER_FILES[1];
  const library = missing.includes(provider)
    ? undefined
    : await readSharedLibrary(join(folder, provider));
  const names = library ? [...library.needs.filter((name) => NVIDIA.test(name))] : EXPECTED;
  const all = names.some((name) => name.startsWith("libcudnn")) ? names : [...names, OPENED_LATER];
  const own = (library?.runpath ?? []).map((path) => path.replace("$ORIGIN", folder));
  const search = await librarySearch(own);
  const needs = await Promise.all(
    all.map(async (name) => ({ name, path: await search.find(name) })),
  );
  return { folder, missing, needs };
}
