import { runtime } from "#ort";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import project from "../../deno.json" with { type: "json" };
import { librarySearch } from "../../runtime/cuda/library_search.ts";
import { installedFault } from "../../runtime/cuda/install.ts";
import {
  inspectProvider,
  type NeededLibrary,
  runtimeVersion,
} from "../../runtime/cuda/provider_files.ts";
import { OFFICIAL_FILES } from "../../data/fashion_mnist.ts";
import { chooseFolder, findFiles } from "../../data/find_files.ts";
import { BROWSERS } from "../../runtime/hosts/browsers.ts";
import { obstacleTo, resolveBackend } from "../../runtime/backend.ts";
import { type GpuAdapter, gpuAdapter } from "../../runtime/gpu_adapter.ts";
import { probeModel } from "../../runtime/probe_model.ts";
import { BACKENDS, type ChosenBackend, type Obstacle } from "../../runtime/runtime.ts";
import { createSession } from "../../runtime/session.ts";
import { type Processor, readProcessor } from "./cores.ts";
import { type Nvidia, readNvidia } from "../../runtime/cuda/nvidia.ts";
import { findProgram } from "./find_program.ts";

/** What is known of one backend. */
export interface RuntimeReport {
  readonly backend: ChosenBackend;
  /** Whether a graph of one node has just run on it, with the right result. */
  readonly works: boolean;
  /** What stands in the way where it does not work. */
  readonly obstacle: Obstacle | undefined;
  /** Why `auto` passes over it although it works. */
  readonly slow: string | undefined;
  /** Whether `auto` takes it. */
  readonly chosen: boolean;
  /** The package of ONNX Runtime, with its version. */
  readonly package: string;
}

/** All that `deno task doctor` finds out. */
export interface Report {
  readonly runtimes: readonly RuntimeReport[];
  /** What `auto` has to say of its choice. */
  readonly auto: string;
  readonly system: string;
  readonly processor: Processor;
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number };
  readonly nvidia: Nvidia | undefined;
  /** The GPU that WebGPU gets. */
  readonly adapter: GpuAdapter | undefined;
  /** VK_DRIVER_FILES or VK_ICD_FILENAMES. */
  readonly vulkanDrivers: string | undefined;
  /**
   * What ONNX Runtime's CUDA provider is made of and needs; `undefined` where there is none for
   * this system.
   */
  readonly cuda: {
    readonly folder: string;
    /** What is wrong with the provider; `undefined` where nothing is. */
    readonly fault: string | undefined;
    /** What the provider needs, where it is there to be asked. */
    readonly libraries: readonly NeededLibrary[];
    /** NVIDIA's libraries that the system knows of, by name. */
    readonly found: Readonly<Record<string, string>>;
  } | undefined;
  readonly versions: Readonly<Record<string, string>>;
  /** Paths of programs by name; `undefined` for what is not installed. */
  readonly programs: Readonly<Record<string, string | undefined>>;
  /** Where Fashion-MNIST is looked for, and how many of its files are there. */
  readonly data: { readonly folder: string; readonly files: number; readonly of: number };
}

/** Looks at this machine. */
export async function examine(): Promise<Report> {
  const adapter = await gpuAdapter(); // first, since it spares the rest a complaint about a missing display
  const { backend: chosen, reason = "" } = await resolveBackend("auto");
  const runtimes: RuntimeReport[] = [];
  for (const backend of BACKENDS) {
    if (backend === "auto") continue;
    const { slow, whenRefused, package: name = "none" } = runtime.backends.get(backend) ?? {};
    const obstacle = await obstacleTo(backend) ??
      (whenRefused ? undefined : await failure(backend));
    runtimes.push({
      backend,
      works: obstacle === undefined,
      obstacle,
      slow: obstacle ? undefined : await slow?.(),
      chosen: backend === chosen,
      package: `${name} ${versionOf(name)}`,
    });
  }
  const { total, available } = Deno.systemMemoryInfo();
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  return {
    runtimes,
    auto: reason,
    system: `${process.platform} ${process.arch}`,
    processor: await readProcessor(),
    memory: { totalBytes: total, availableBytes: available },
    nvidia: await readNvidia(),
    adapter,
    vulkanDrivers: VK_DRIVER_FILES ?? VK_ICD_FILENAMES,
    cuda: await readCuda(),
    versions: {
      weft: project.version,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      ...Object.fromEntries(
        ["onnxruntime-node", "onnxruntime-web"].map((name) => [name, versionOf(name)]),
      ),
    },
    programs: await readPrograms(),
    data: await readData(),
  };
}

/** Runs a graph of one node on a backend whose obstacles were not found out that way. */
async function failure(backend: ChosenBackend): Promise<Obstacle | undefined> {
  try {
    const session = await createSession(probeModel(), { backend });
    try {
      await session.run({ x: new session.Tensor("float32", Float32Array.of(1), [1]) });
    } finally {
      await session.close();
    }
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { why, fix: "Install the dependencies again (deno install)" };
  }
}

function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(name);
    return require(join(dirname(entry), "..", "package.json")).version;
  } catch {
    return "not installed";
  }
}

async function readCuda(): Promise<Report["cuda"]> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const { folder, needs } = await inspectProvider();
  const fault = await installedFault(folder, runtimeVersion());
  const { startingWith } = await librarySearch();
  const found = ["libcuda.so.1", "libcudart.so", "libcudnn.so"]
    .flatMap((prefix) => [...startingWith(prefix)]);
  return { folder, fault, libraries: needs, found: Object.fromEntries(found) };
}

async function readPrograms(): Promise<Report["programs"]> {
  const browsers = Object.entries(BROWSERS).map(([name, { programs }]) =>
    [name, programs] as const
  );
  return Object.fromEntries(
    await Promise.all(
      [...browsers, ["Node", ["node"]] as const].map(async ([name, programs]) => [
        name,
        await findProgram(programs),
      ]),
    ),
  );
}

async function readData(): Promise<Report["data"]> {
  const folder = chooseFolder("auto");
  const names = Object.values(OFFICIAL_FILES).flatMap((
    { images, labels },
  ) => [images.name, labels.name]);
  const found = await findFiles(folder, names).catch(() => new Map());
  return { folder: folder.path, files: found.size, of: names.length };
}
