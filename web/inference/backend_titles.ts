// This module is browser compatible.
import type { WebBackend } from "./messages.ts";

/** The titles of the backends on the page, in the page's order. */
export const BACKEND_TITLES: Readonly<Record<WebBackend, string>> = {
  wasm: "WebAssembly",
  webgpu: "WebGPU",
};

/** The backends, in the page's order. */
export const WEB_BACKENDS = Object.keys(BACKEND_TITLES) as WebBackend[];
