import process from "node:process";
import type { Obstacle } from "./backends.ts";
import type { Ort } from "./host.ts";

/**
 * Loads ONNX Runtime's native build, an optional dependency of the npm package. Bundlers accept a
 * missing package where it is imported in a try block with a handler.
 */
export async function loadNative(): Promise<Ort> {
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    throw error; // find_obstacle.ts explains it
  }
}

/** Facts about the host that decide the advice. Tests pass their own. */
export interface NativeHost {
  /** System and processor, such as `linux on x64`. */
  readonly system: string;
  readonly deno: boolean;
}

const thisHost: NativeHost = {
  system: `${process.platform} on ${process.arch}`,
  deno: "deno" in process.versions,
};

/** Explains why onnxruntime-node does not load. */
export function explainLoadError(
  error: unknown,
  { system, deno }: NativeHost = thisHost,
): Obstacle {
  const { message, code } = error instanceof Error
    ? error as Error & { code?: unknown }
    : { message: String(error), code: undefined };
  const absent = /MODULE_NOT_FOUND$/.test(String(code));
  if (absent && message.includes("onnxruntime_binding.node")) {
    return { why: `onnxruntime-node has no native library for ${system}`, fix: "Use wasm or auto" };
  }
  // Without "skip", its install script downloads CUDA's libraries; npm removes an optional package
  // whose script fails.
  const install = deno ? "deno install" : "ONNXRUNTIME_NODE_INSTALL=skip npm install";
  return {
    why: absent
      ? "onnxruntime-node is not installed"
      : `onnxruntime-node does not load (${message.split("\n")[0]})`,
    fix: `Run ${install}, or use wasm`,
  };
}
