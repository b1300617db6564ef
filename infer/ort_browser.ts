// This module is browser compatible.
import type { Ort, Runtime } from "./runtime.ts";

/** ONNX Runtime's WebAssembly build, for browsers. Its `.wasm` file must lie beside the bundle. */
export const runtime: Runtime = {
  name: "onnxruntime-web",
  backends: { wasm: { executionProviders: ["wasm"] } },
  auto: "wasm",
  load: async (): Promise<Ort> => await import("onnxruntime-web/wasm"),
  // A worker has no document; its own address is beside the page.
  zoo: () => new URL("zoo/", globalThis.document?.baseURI ?? globalThis.location.href),
};
