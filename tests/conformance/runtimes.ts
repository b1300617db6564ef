/**
 * The runtimes in which recorded kernel calls are replayed.
 *
 * @module
 */

import type { InferenceSession, Tensor, TypedTensor } from "onnxruntime-common";
import type { DType, TensorData } from "../../compiler/graph.ts";
import type { TargetName } from "../../compiler/targets.ts";
import type { Numbers } from "../../compiler/testing/agrees_with_tfjs.ts";
import type { Ort } from "../../runtime/host.ts";

/** Runs an .onnx file in a runtime. */
export type RunModel = (
  bytes: Uint8Array,
  inputs: Readonly<Record<string, Numbers>>,
) => Promise<Readonly<Record<string, Numbers>>>;

/** A runtime and the targets for which its graphs are compiled. */
export interface ReplayRuntime {
  readonly targets: readonly TargetName[];
  /** Describes what the machine lacks for it; `undefined` when it works. */
  readonly missing: () => string | undefined;
  readonly load: () => Promise<Ort>;
  readonly executionProvider: string;
}

/**
 * Chromium's Vulkan driver in software, as Debian installs it with `chromium`. The loader is in
 * `libvulkan1`.
 */
export const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Says why there is no driver in software; `undefined` where there is. */
export function missingSwiftshader(): string | undefined {
  try {
    Deno.statSync(SWIFTSHADER);
    return undefined;
  } catch {
    return "there is no Vulkan driver (apt-get install chromium libvulkan1 brings one in software)";
  }
}

/** The runtimes by name. */
export const RUNTIMES = {
  cpu: {
    targets: ["portable", "cpu"],
    missing: () => undefined,
    load: async () => await import("onnxruntime-node"),
    executionProvider: "cpu",
  },
  wasm: {
    targets: ["portable", "wasm"],
    missing: () => undefined,
    load: async () => {
      const ort = await import("onnxruntime-web");
      ort.env.wasm.numThreads = 1;
      return ort;
    },
    executionProvider: "wasm",
  },
  webgpu: {
    targets: ["portable", "webgpu"],
    missing: () => Deno.env.has("VK_ICD_FILENAMES") ? undefined : missingSwiftshader(),
    load: async () => {
      if (!Deno.env.has("VK_ICD_FILENAMES")) Deno.env.set("VK_ICD_FILENAMES", SWIFTSHADER);
      return await import("onnxruntime-node");
    },
    executionProvider: "webgpu",
  },
} as const satisfies Record<string, ReplayRuntime>;

/** Name of a runtime. */
export type RuntimeName = keyof typeof RUNTIMES;

/** Makes the function that runs an .onnx file in a runtime. */
export async function runIn({ load, executionProvider }: ReplayRuntime): Promise<RunModel> {
  const { InferenceSession, Tensor } = await load();
  const options: InferenceSession.SessionOptions = {
    executionProviders: [executionProvider],
    // Errors are thrown; they are expected when several calls are in one graph.
    logSeverityLevel: 4,
  };
  return async (bytes, inputs) => {
    const session = await InferenceSession.create(bytes, options);
    try {
      const feeds = Object.fromEntries(
        session.inputNames.map((name): [string, Tensor] => {
          const { shape, dtype, data } = inputs[name]!;
          return [name, new Tensor(dtype as "float32", data as Float32Array, [...shape])];
        }),
      );
      const results = await session.run(feeds);
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]): [string, Numbers] => {
          const { dims, type, data } = tensor as TypedTensor<"float32">;
          return [name, {
            shape: dims,
            dtype: type as string as DType,
            data: data as TensorData,
          }];
        }),
      );
    } finally {
      await session.release();
    }
  };
}
