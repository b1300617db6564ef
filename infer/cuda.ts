import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import type { Obstacle } from "./runtime.ts";

/** The library that the provider is in; ONNX Runtime looks for it beside its own. */
const LIBRARY = "libonnxruntime_providers_cuda.so";

/** Deno runs the install script that fetches the provider only where it is told to. */
const FETCH =
  "Run deno install --allow-scripts=npm:onnxruntime-node, which fetches it, or use --backend cpu";

/** The folder of onnxruntime-node's native libraries for this machine. */
export function libraryFolder(): string {
  const entry = createRequire(import.meta.url).resolve("onnxruntime-node");
  return join(dirname(entry), "..", "bin", "napi-v6", process.platform, process.arch);
}

/** What stands in the way of CUDA before anything is loaded. */
export async function cudaObstacle(): Promise<Obstacle | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return {
      why: `onnxruntime-node has no CUDA for ${process.platform} on ${process.arch}`,
      fix: "Use --backend webgpu, or Linux on x64",
    };
  }
  // Not access(): under Deno it wants to know the user, which commands may not.
  const found = await stat(join(libraryFolder(), LIBRARY)).then(() => true, () => false);
  return found ? undefined : {
    why: `ONNX Runtime's CUDA provider (${LIBRARY}) is not installed`,
    fix: FETCH,
  };
}

/** What ONNX Runtime means when it cannot start CUDA. */
export function cudaRefusal(message: string): Obstacle {
  const missing = /(lib[\w.+-]+\.so[\d.]*): cannot open shared object file/.exec(
    message,
  )?.[1];
  if (missing) {
    return {
      why: `the library ${missing} was not found`,
      fix: "Install CUDA 12 and cuDNN 9 where the loader finds them",
    };
  }
  if (
    /no CUDA-capable device|CUDA driver version|CUDA failure 100|CUDA failure 35/i.test(message)
  ) {
    return {
      why: "there is no NVIDIA card with a driver that is new enough",
      fix: "Check that nvidia-smi shows a card",
    };
  }
  if (/Failed to load shared library/.test(message)) {
    return {
      why: "a library that ONNX Runtime's CUDA provider needs was not found",
      fix: "Run deno task doctor, which names it",
    };
  }
  return { why: message, fix: "Use --backend cpu" };
}
