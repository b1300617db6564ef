import { availableParallelism } from "node:os";
import process from "node:process";
import { cudaObstacle, explainCudaError } from "./cuda/availability.ts";
import type { Host, HostBackend, Ort } from "./host.ts";
import { explainLoadError, loadNative } from "./native_ort.ts";
import { forbidTf32 } from "./tf32.ts";
import { explainWebgpuError, softwareAdapter, webgpuObstacle } from "./webgpu/availability.ts";

const noObstacle = () => Promise.resolve(undefined);

/** ONNX Runtime's native build with its CUDA provider, for NVIDIA GPUs. */
const cuda: HostBackend = {
  ortPackage: "onnxruntime-node",
  options: { executionProviders: ["cuda"] },
  load: async (): Promise<Ort> => {
    forbidTf32();
    return await loadNative();
  },
  // It looks beside onnxruntime-node for the provider.
  findObstacle: () => cudaObstacle().catch(explainLoadError),
  explainLoadError,
  explainError: explainCudaError,
  profiled: true,
  rewrite: async (bytes) => (await import("../onnx/rewrites/for_cuda.ts")).rewriteForCuda(bytes),
};

/** The WebGPU provider of the native build: Vulkan, Metal or Direct3D, without a browser. */
const webgpu: HostBackend = {
  ortPackage: "onnxruntime-node",
  options: { executionProviders: ["webgpu"] },
  load: loadNative,
  findObstacle: webgpuObstacle,
  explainLoadError,
  explainError: explainWebgpuError,
  softwareReason: softwareAdapter,
  profiled: true,
};

/** The CPU provider of the native build. */
const cpu: HostBackend = {
  ortPackage: "onnxruntime-node",
  options: { executionProviders: ["cpu"] },
  load: loadNative,
  findObstacle: noObstacle,
  explainLoadError,
  autoNote: "; webgpu has to be named",
  profiled: false,
  rewrite: async (bytes) => (await import("../onnx/rewrites/for_cpu.ts")).rewriteForCpu(bytes),
};

/** The WebAssembly build on one thread: its results have the same bits as in browsers. */
const wasm: HostBackend = {
  ortPackage: "onnxruntime-web",
  options: { executionProviders: ["wasm"] },
  load: async (): Promise<Ort> => {
    // In a bundle it does not find its .wasm file.
    const ort = await import(/* webpackIgnore: true */ "onnxruntime-web");
    ort.env.wasm.numThreads = 1;
    protectWorker();
    return ort;
  },
  findObstacle: noObstacle,
  profiled: false,
  rewrite: async (bytes) => (await import("../onnx/rewrites/for_wasm.ts")).rewriteForWasm(bytes),
  maxThreads: 1,
};

/**
 * Keeps the global `Worker`. With its first session onnxruntime-web replaces it by Node's, which
 * lacks what the workers of t-SNE use. On one thread onnxruntime-web starts no worker.
 */
function protectWorker(): void {
  const { Worker } = globalThis;
  if (Worker === undefined) return; // Node has no global one
  const ignore = () => {};
  Object.defineProperty(globalThis, "Worker", { get: () => Worker, set: ignore });
}

const warned = new Set<string>();

/** Prints a warning on standard error, in the form of the host, once. */
function warn(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  process.emitWarning(text, "weft");
}

/** The host where weft runs in Deno or Node. */
export const host: Host = {
  // WebGPU comes after the CPU: it takes a second to start, and no measured GPU makes up for that
  // with models of this size.
  backends: new Map([["cuda", cuda], ["cpu", cpu], ["webgpu", webgpu], ["wasm", wasm]]),
  absent: {},
  cores: availableParallelism,
  warn,
  async readFile(path) {
    const { readFile } = await import("node:fs/promises");
    return await readFile(path);
  },
  async createProfile() {
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
  // Bundlers look for a file where new URL() has import.meta.url as its second argument.
  zoo: () => new URL(import.meta.url.replace(/[^/]+\/[^/]+$/, "models/zoo/")),
};
