import * as tf from "@tensorflow/tfjs";
import { einsum } from "./einsum.ts";

/** The part of a tfjs backend that reads and writes numbers. */
interface Memory {
  readonly readSync: (id: object) => tf.backend_util.TypedArray;
  readonly write: (data: tf.backend_util.TypedArray, shape: number[], dtype: string) => object;
  readonly disposeData: (id: object, force?: boolean) => boolean;
}

/**
 * Registers, once for a process, for tfjs's backend wasm, each kernel that it lacks and cpu has:
 * its inputs are copied to cpu, and its outputs back. A model with one such kernel would otherwise
 * run in cpu alone, which takes minutes for an image network. Einsum is a product of matrices.
 */
export function registerMissingKernels(): void {
  if (tf.getKernel("Einsum", "wasm")) return;
  const present = new Set(tf.getKernelsForBackend("wasm").map(({ kernelName }) => kernelName));
  tf.registerKernel({ kernelName: "Einsum", backendName: "wasm", kernelFunc: einsum });
  present.add("Einsum");
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend("cpu")) {
    if (present.has(kernelName)) continue;
    tf.registerKernel({
      kernelName,
      backendName: "wasm",
      kernelFunc: ({ inputs, attrs }) => {
        const [wasm, cpu] = ["wasm", "cpu"].map((name) => tf.findBackend(name)) as unknown as [
          Memory,
          Memory,
        ];
        const copied: tf.NamedTensorInfoMap = {};
        for (const [key, info] of Object.entries(inputs)) {
          if (info) copied[key] = move(info, wasm, cpu);
        }
        const results = kernelFunc({ inputs: copied, attrs: attrs ?? {}, backend: cpu as object });
        const outputs = [results].flat().map((info) => move(info, cpu, wasm));
        for (
          const { dataId } of [...Object.values(copied), ...[results].flat()] as tf.TensorInfo[]
        ) {
          cpu.disposeData(dataId, true);
        }
        return Array.isArray(results) ? outputs : outputs[0]!;
      },
    });
  }
}

function move({ dataId, shape, dtype }: tf.TensorInfo, from: Memory, to: Memory): tf.TensorInfo {
  return { dataId: to.write(from.readSync(dataId), shape, dtype), shape, dtype };
}
