import { host } from "#host";
import process from "node:process";
import { findProgram } from "../../cli/find_program.ts";
import project from "../../deno.json" with { type: "json" };
import { librarySearch } from "../../runtime/cuda/library_search.ts";
import { installedFault } from "../../runtime/cuda/install.ts";
import { inspectProvider, type NeededLibrary } from "../../runtime/cuda/provider_files.ts";
import { OFFICIAL_FILES } from "../../data/fashion_mnist.ts";
import { chooseFolder, findFiles } from "../../data/find_files.ts";
import { BROWSERS } from "../../runtime/hosts/browsers.ts";
import { findObstacle } from "../../runtime/find_obstacle.ts";
import { namedVulkanDrivers } from "../../runtime/webgpu/availability.ts";
import { packageVersion } from "../../runtime/package_version.ts";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import { type GpuAdapter, gpuAdapter } from "../../runtime/webgpu/adapter.ts";
import { probeModel } from "../../runtime/probe_model.ts";
import { BACKENDS, type ChosenBackend, type Obstacle } from "../../runtime/backends.ts";
import { createSession } from "../../runtime/session.ts";
import { type Processor, readProcessor } from "./cores.ts";
import { type Nvidia, readNvidia } from "../../runtime/cuda/nvidia.ts";

/** The report on one backend. */
export interface RuntimeReport {
  readonly backend: ChosenBackend;
  /** True when a graph of one node ran on it and gave the right number. */
  readonly works: boolean;
  /** Why it does not work, and what to do. */
  readonly obstacle: Obstacle | undefined;
  /** Why `auto` skips it although it works. */
  readonly slow: string | undefined;
  /** True when `auto` chooses it. */
  readonly chosen: boolean;
  /** The npm package of ONNX Runtime, with its version. */
  readonly package: string;
}

/** The report of `deno task doctor`. `--json` prints it. */
export interface Report {
  readonly runtimes: readonly RuntimeReport[];
  /** The reason of `auto` for its choice. */
  readonly auto: string;
  readonly system: string;
  readonly processor: Processor;
  readonly memory: { readonly totalBytes: number; readonly availableBytes: number };
  readonly nvidia: Nvidia | undefined;
  /** The GPU that WebGPU gets. */
  readonly adapter: GpuAdapter | undefined;
  /** The value of VK_DRIVER_FILES or VK_ICD_FILENAMES. */
  readonly vulkanDrivers: string | undefined;
  /** ONNX Runtime's CUDA provider; `undefined` on a system for which there is none. */
  readonly cuda: {
    readonly folder: string;
    /** The fault of the provider; `undefined` where it is complete. */
    readonly fault: string | undefined;
    /** The libraries that the provider needs; empty where it is not installed. */
    readonly libraries: readonly NeededLibrary[];
    /** NVIDIA's libraries in the system's cache, as paths by name. */
    readonly found: Readonly<Record<string, string>>;
  } | undefined;
  readonly versions: Readonly<Record<string, string>>;
  /** Paths of programs by name; `undefined` for those that are not installed. */
  readonly programs: Readonly<Record<string, string | undefined>>;
  /** The folder of Fashion-MNIST, and the number of its files that are there. */
  readonly data: { readonly folder: string; readonly files: number; readonly of: number };
}

/** Examines this machine. */
export async function examine(): Promise<Report> {
  const adapter = await gpuAdapter(); // first: it prevents a line about a missing display later
  const { backend: chosen, reason = "" } = await resolveBackend("auto");
  const runtimes: RuntimeReport[] = [];
  for (const backend of BACKENDS) {
    if (backend === "auto") continue;
    const { softwareReason, explainError, ortPackage = "none" } = host.backends.get(backend) ?? {};
    const obstacle = await findObstacle(backend) ??
      (explainError ? undefined : await probe(backend));
    runtimes.push({
      backend,
      works: obstacle === undefined,
      obstacle,
      slow: obstacle ? undefined : await softwareReason?.(),
      chosen: backend === chosen,
      package: `${ortPackage} ${packageVersion(ortPackage)}`,
    });
  }
  const { total, available } = Deno.systemMemoryInfo();
  return {
    runtimes,
    auto: reason,
    system: `${process.platform} ${process.arch}`,
    processor: await readProcessor(),
    memory: { totalBytes: total, availableBytes: available },
    nvidia: await readNvidia(),
    adapter,
    vulkanDrivers: namedVulkanDrivers(),
    cuda: await readCuda(),
    versions: {
      weft: project.version,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      ...Object.fromEntries(
        ["onnxruntime-node", "onnxruntime-web"].map((name) => [name, packageVersion(name)]),
      ),
    },
    programs: readPrograms(),
    data: await readData(),
  };
}

/** Runs a graph of one node on a backend that findObstacle() does not probe. */
async function probe(backend: ChosenBackend): Promise<Obstacle | undefined> {
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

async function readCuda(): Promise<Report["cuda"]> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const { folder, needs } = await inspectProvider();
  const fault = await installedFault(folder, packageVersion("onnxruntime-node"));
  const { startingWith } = await librarySearch();
  const found = ["libcuda.so.1", "libcudart.so", "libcudnn.so"]
    .flatMap((prefix) => [...startingWith(prefix)]);
  return { folder, fault, libraries: needs, found: Object.fromEntries(found) };
}

function readPrograms(): Report["programs"] {
  const browsers = Object.entries(BROWSERS).map(([name, { programs }]) =>
    [name, findProgram(programs)] as const
  );
  return { ...Object.fromEntries(browsers), Node: findProgram(["node"]) };
}

async function readData(): Promise<Report["data"]> {
  const folder = chooseFolder("auto");
  const names = Object.values(OFFICIAL_FILES).flatMap((
    { images, labels },
  ) => [images.name, labels.name]);
  const found = await findFiles(folder, names).catch(() => new Map());
  return { folder: folder.path, files: found.size, of: names.length };
}
