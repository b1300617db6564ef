// This module is browser compatible.
import type { Obstacle } from "./backends.ts";
import type { Host, HostBackend, Ort } from "./host.ts";
import { probeModel } from "./probe_model.ts";

/** ONNX Runtime's WebAssembly build. Its `.wasm` file must lie beside the bundle. */
const wasm: HostBackend = {
  ortPackage: "onnxruntime-web",
  options: { executionProviders: ["wasm"] },
  load: async (threads): Promise<Ort> => {
    const ort = await import("onnxruntime-web/wasm");
    // By default it takes several threads in a page that is isolated (COOP and COEP), else one.
    if (threads !== undefined) ort.env.wasm.numThreads = threads;
    return ort;
  },
  start: (threads) => started ??= start(threads),
  findObstacle: () => Promise.resolve(undefined),
  profiled: false,
  // The same rewrites as on a server, so that the results have the same bits.
  rewrite: async (bytes) => (await import("../onnx/rewrites/for_wasm.ts")).rewriteForWasm(bytes),
};

let started: Promise<void> | undefined;

/** Creates a session of one node: ONNX Runtime starts with its first session. */
async function start(threads: number | undefined): Promise<void> {
  const { InferenceSession } = await wasm.load(threads);
  await (await InferenceSession.create(probeModel(), wasm.options)).release();
}

/** The build with WebGPU, which is loaded when a session on it is created. */
const webgpu: HostBackend = {
  ortPackage: "onnxruntime-web",
  options: { executionProviders: ["webgpu"] },
  load: async (): Promise<Ort> => await import("onnxruntime-web/webgpu"),
  findObstacle: async () => await requestAdapter() ? undefined : noAdapter(),
  softwareReason: async () => {
    const info = (await requestAdapter())?.info;
    const software = info?.isFallbackAdapter || /swiftshader|llvmpipe/i.test(
      `${info?.architecture} ${info?.description}`,
    );
    return software ? "its adapter is software" : undefined;
  },
  profiled: false,
};

async function requestAdapter(): Promise<GPUAdapter | null | undefined> {
  // A page without a secure context has no navigator.gpu; a browser may have it and no adapter.
  return await navigator.gpu?.requestAdapter().catch(() => null);
}

function noAdapter(): Obstacle {
  return navigator.gpu
    ? {
      why: "the browser has WebGPU, but no adapter for it on this machine",
      fix: "Use the wasm backend, or update the graphics driver",
    }
    : {
      why: "this browser or page has no WebGPU",
      fix: "Use the wasm backend, or open the page over https in a browser that has WebGPU",
    };
}

const onlyOnServers: Obstacle = {
  why: "a browser has only webgpu and wasm",
  fix: "Use webgpu, wasm or auto",
};

/** The host where weft runs in a browser. */
export const host: Host = {
  backends: new Map([["webgpu", webgpu], ["wasm", wasm]]),
  absent: { cpu: onlyOnServers, cuda: onlyOnServers },
  // A worker has no document; its own address is beside the page.
  zoo: () => new URL("zoo/", globalThis.document?.baseURI ?? globalThis.location.href),
};
