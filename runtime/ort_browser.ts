// This module is browser compatible.
import type { BackendRuntime, Obstacle, Ort, Runtime } from "./runtime.ts";

/** ONNX Runtime's WebAssembly build. Its `.wasm` file must lie beside the bundle. */
const wasm: BackendRuntime = {
  package: "onnxruntime-web",
  options: { executionProviders: ["wasm"] },
  load: async (threads): Promise<Ort> => {
    const ort = await import("onnxruntime-web/wasm");
    // Without an answer it takes several where the page is isolated (COOP and COEP), else one.
    if (threads !== undefined) ort.env.wasm.numThreads = threads;
    return ort;
  },
  obstacle: () => Promise.resolve(undefined),
  profiled: false,
};

/** The build with WebGPU, loaded only where it is asked for. */
const webgpu: BackendRuntime = {
  package: "onnxruntime-web",
  options: { executionProviders: ["webgpu"] },
  load: async (): Promise<Ort> => await import("onnxruntime-web/webgpu"),
  obstacle: async () => await adapter() ? undefined : await noAdapter(),
  slow: async () => {
    const info = (await adapter())?.info;
    const software = info?.isFallbackAdapter || /swiftshader|llvmpipe/i.test(
      `${info?.architecture} ${info?.description}`,
    );
    return software ? "its adapter is software" : undefined;
  },
  profiled: false,
};

async function adapter(): Promise<GPUAdapter | null> {
  // A page that is not served securely has no navigator.gpu; a browser may have it and no adapter.
  return await navigator.gpu?.requestAdapter().catch(() => null) ?? null;
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

const onServers: Obstacle = {
  why: "a browser has only webgpu and wasm",
  fix: "Use webgpu, wasm or auto",
};

/** What a browser has. */
export const runtime: Runtime = {
  backends: new Map([["webgpu", webgpu], ["wasm", wasm]]),
  absent: { cpu: onServers, cuda: onServers },
  // A worker has no document; its own address is beside the page.
  zoo: () => new URL("zoo/", globalThis.document?.baseURI ?? globalThis.location.href),
};
