import process from "node:process";
import { librarySearch } from "./library_search.ts";
import { inspectProvider, type InstalledProvider, type NeededLibrary } from "./provider_files.ts";
import type { Obstacle } from "../runtime.ts";

/** Where CUDA is looked for; only tests give another. */
export interface CudaPlace {
  /** Such as `linux on x64`. */
  readonly system: string;
  readonly inspect: () => Promise<InstalledProvider>;
  /** Where the loader finds a library. */
  readonly find: (name: string) => Promise<string | undefined>;
}

const thisPlace: CudaPlace = {
  system: `${process.platform} on ${process.arch}`,
  inspect: () => inspectProvider(),
  find: async (name) => await (await librarySearch()).find(name),
};

/** The library that comes with the driver. */
const DRIVER = "libcuda.so.1";

const NO_DRIVER: Obstacle = {
  why: `no NVIDIA driver is installed (its library ${DRIVER} was not found)`,
  fix:
    "Use another backend, or with an NVIDIA card install its driver and run deno task setup:cuda",
};

/**
 * What stands in the way of CUDA before anything is loaded; ONNX Runtime itself would not name what
 * is missing.
 */
export async function cudaObstacle(
  { system, inspect, find }: CudaPlace = thisPlace,
): Promise<Obstacle | undefined> {
  if (system !== "linux on x64") {
    return {
      why: `onnxruntime-node has no CUDA for ${system}`,
      fix: "Use --backend webgpu, or Linux on x64",
    };
  }
  if (await find(DRIVER) === undefined) return NO_DRIVER;
  const { fault, needs } = await inspect();
  if (fault === undefined) return missingLibraries(needs);
  return {
    why: `ONNX Runtime's CUDA provider is ${fault}`,
    fix: "Run deno task setup:cuda, which fetches it, or use --backend cpu",
  };
}

/** Which of the libraries that the provider needs are not found. */
export function missingLibraries(needs: readonly NeededLibrary[]): Obstacle | undefined {
  const missing = needs.filter(({ path }) => path === undefined).map(({ name }) => name);
  if (missing.length === 0) return undefined;
  const version = needs.map(({ name }) => /^libcudart\.so\.(\d+)/.exec(name)?.[1])
    .find((number) => number !== undefined);
  const subject = missing.length === 1
    ? `the library ${missing[0]} was`
    : `the libraries ${missing.join(", ")} were`;
  return {
    why: `${subject} not found`,
    fix: `Install CUDA${version ? ` ${version}` : ""} and cuDNN 9 where the loader finds them; ` +
      "docs/cuda.md says how",
  };
}

/** What ONNX Runtime's messages mean, by a part of each: measured on 1.30. */
const REFUSALS: readonly (readonly [RegExp, Obstacle])[] = [
  [/no CUDA-capable device|CUDA failure 100/i, {
    why: "there is no NVIDIA card that CUDA may use",
    fix: "Check that nvidia-smi shows a card, also in the container if this is one",
  }],
  [/CUDA driver version is insufficient|CUDA failure 35\b/i, {
    why: "the NVIDIA driver is older than ONNX Runtime's CUDA",
    fix: "Update the driver; deno task doctor says which CUDA it can run",
  }],
  [/Failed to load shared library/i, {
    why: "a library that ONNX Runtime's CUDA provider needs cannot be loaded",
    fix: "Run deno task doctor, which names those that are missing",
  }],
];

/** What ONNX Runtime means when it cannot start CUDA. */
export function cudaRefusal(message: string): Obstacle {
  return REFUSALS.find(([pattern]) => pattern.test(message))?.[1] ??
    { why: message, fix: "Run deno task doctor, or use --backend cpu" };
}
