import { tmpdir } from "node:os";
import process from "node:process";

/** The GPU that WebGPU computes on. */
export interface GpuAdapter {
  /** As its driver calls it. */
  readonly name: string;
  /** Whether the CPU stands in for a GPU. */
  readonly software: boolean;
}

/**
 * Asks the runtime itself which GPU WebGPU would get, in about 0.1 s: Deno has WebGPU of its own,
 * which picks an adapter as ONNX Runtime's does. `undefined` where there is none, and in Node,
 * which has no WebGPU.
 */
export async function gpuAdapter(): Promise<GpuAdapter | undefined> {
  try {
    // Where it is unset, libwayland complains on standard error that there is no display.
    process.env.XDG_RUNTIME_DIR ??= tmpdir();
  } catch {
    // Without the permission there is only the complaint.
  }
  const adapter = await globalThis.navigator?.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return undefined;
  const { description, device, isFallbackAdapter } = adapter.info;
  return { name: description || device || "without a name", software: isFallbackAdapter };
}
