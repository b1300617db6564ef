import { tmpdir } from "node:os";
import process from "node:process";

/** The GPU that WebGPU computes on. */
export interface GpuAdapter {
  /** The name that its driver gives. */
  readonly name: string;
  /** True when the CPU stands in for a GPU. */
  readonly software: boolean;
}

/**
 * Requests an adapter from Deno's own WebGPU, which picks the same one as ONNX Runtime does. Takes
 * about 0.1 s.
 *
 * @returns `undefined` where there is no adapter, and in Node, which has no WebGPU.
 */
export async function gpuAdapter(): Promise<GpuAdapter | undefined> {
  try {
    // Where it is not set, libwayland prints on standard error that there is no display.
    process.env.XDG_RUNTIME_DIR ??= tmpdir();
  } catch {
    // Without the permission libwayland prints its line; nothing else changes.
  }
  const adapter = await globalThis.navigator?.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return undefined;
  const { description, device, isFallbackAdapter } = adapter.info;
  return { name: description || device || "without a name", software: isFallbackAdapter };
}
