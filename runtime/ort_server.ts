import { availableParallelism } from "node:os";
import { cudaObstacle, cudaRefusal } from "./cuda/availability.ts";
import type { BackendRuntime, Ort, Runtime } from "./runtime.ts";
import { forbidTf32 } from "./tf32.ts";
import { softwareAdapter, vulkanObstacle, webgpuRefusal } from "./vulkan.ts";

const native = async (): Promise<Ort> => await import("onnxruntime-node");
const nothing = () => Promise.resolve(undefined);

/** ONNX Runtime's native build for an NVIDIA card. */
const cuda: BackendRuntime = {
  package: "onnxruntime-node",
  options: { executionProviders: ["cuda"] },
  load: async (): Promise<Ort> => {
    forbidTf32();
    return await native();
  },
  obstacle: cudaObstacle,
  whenRefused: cudaRefusal,
  profiled: true,
  form: async (bytes) => (await import("../onnx/rewrites/for_cuda.ts")).rewriteForCuda(bytes),
};

/** The native build's WebGPU provider: Vulkan, Metal or Direct3D, without a browser. */
const webgpu: BackendRuntime = {
  package: "onnxruntime-node",
  options: { executionProviders: ["webgpu"] },
  load: native,
  obstacle: vulkanObstacle,
  whenRefused: webgpuRefusal,
  slow: softwareAdapter,
  profiled: true,
};

const cpu: BackendRuntime = {
  package: "onnxruntime-node",
  options: { executionProviders: ["cpu"] },
  load: native,
  obstacle: nothing,
  aside: "; webgpu has to be named",
  profiled: false,
  form: async (bytes) => (await import("../onnx/rewrites/for_cpu.ts")).rewriteForCpu(bytes),
};

/** The build that browsers run, on one thread: the same bits as there. */
const wasm: BackendRuntime = {
  package: "onnxruntime-web",
  options: { executionProviders: ["wasm"] },
  load: async (): Promise<Ort> => {
    const ort = await import("onnxruntime-web");
    ort.env.wasm.numThreads = 1;
    keepWorker();
    return ort;
  },
  obstacle: nothing,
  profiled: false,
  mostThreads: 1,
};

/**
 * Keeps Deno's workers as they are: with its first session onnxruntime-web puts Node's Worker in
 * their place, in which those of maps find nothing that they know. On one thread it needs none
 * itself.
 */
function keepWorker(): void {
  const { Worker } = globalThis;
  if (Worker === undefined) return; // Node has no global one
  const ignore = () => {};
  Object.defineProperty(globalThis, "Worker", { get: () => Worker, set: ignore });
}

/** What Deno and Node have. */
export const runtime: Runtime = {
  // WebGPU takes a second to start, and no GPU has been measured that makes up for it with models
  // of this size.
  backends: new Map([["cuda", cuda], ["cpu", cpu], ["webgpu", webgpu], ["wasm", wasm]]),
  absent: {},
  cores: availableParallelism,
  async readFile(path) {
    const { readFile } = await import("node:fs/promises");
    return await readFile(path);
  },
  async profile() {
    const { mkdtemp, readdir, readFile, rm } = await import("node:fs/promises");
    const { tmpdir } = await import("node:os");
    const { join } = await import("node:path");
    const folder = await mkdtemp(join(tmpdir(), "weft-profile-"));
    return {
      prefix: join(folder, "profile"),
      read: async () => await readFile(join(folder, (await readdir(folder))[0]!), "utf8"),
      remove: () => rm(folder, { recursive: true }),
    };
  },
  zoo: () => new URL("../models/zoo/", import.meta.url),
};
