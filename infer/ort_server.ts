import type { Ort, Runtime } from "./runtime.ts";

/** ONNX Runtime's native build, for Deno and Node. */
export const runtime: Runtime = {
  name: "onnxruntime-node",
  backends: { cpu: { executionProviders: ["cpu"] } },
  auto: "cpu",
  load: async (): Promise<Ort> => await import("onnxruntime-node"),
  async readFile(path) {
    const { readFile } = await import("node:fs/promises");
    return await readFile(path);
  },
  zoo: () => new URL("../zoo/", import.meta.url),
};
