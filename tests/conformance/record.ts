/**
 * Records the kernel calls of tfjs's cpu backend: inputs, attributes and outputs.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { DType, TensorData } from "../../compiler/graph.ts";
import type { Numbers } from "../../compiler/testing/agrees_with_tfjs.ts";

/** One call of a kernel and what it returned. */
export interface KernelCall {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Numbers>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Numbers[];
}

/** The part of tfjs's cpu backend that gives access to numbers. */
interface CpuBackend {
  readonly data: { get(id: tf.DataId): { readonly values?: unknown } };
}

/** The numbers of a tensor; `undefined` for strings and complex numbers. */
function numbersOf(cpu: CpuBackend, { dataId, shape, dtype }: tf.TensorInfo): Numbers | undefined {
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") return undefined;
  const values = cpu.data.get(dataId).values as TensorData;
  // Some kernels compute in a wider type than the tensor's, which is the type that tfjs returns.
  const data = dtype === "float32"
    ? Float32Array.from(values)
    : dtype === "int32"
    ? Int32Array.from(values)
    : Uint8Array.from(values);
  return { shape: [...shape], dtype: dtype as DType, data };
}

/** A text that differs for calls that differ in anything that decides their result. */
function keyOf({ kernel, inputs, attributes }: Omit<KernelCall, "outputs">): string {
  let hash = 0;
  for (const { data } of Object.values(inputs)) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  }
  const types = Object.entries(inputs).map(([name, { shape, dtype }]) => [name, shape, dtype]);
  return JSON.stringify([kernel, attributes, types, hash]);
}

/**
 * Makes the kernels of the cpu backend in `names` record each different call.
 *
 * @returns The list to which calls are added.
 */
export function recordKernels(names: Iterable<string>): KernelCall[] {
  const calls: KernelCall[] = [];
  const seen = new Set<string>();
  for (const kernelName of names) {
    const config = tf.getKernel(kernelName, "cpu");
    if (!config) continue;
    tf.unregisterKernel(kernelName, "cpu");
    tf.registerKernel({
      ...config,
      kernelFunc: (call) => {
        const cpu = call.backend as CpuBackend;
        const given = Object.entries(call.inputs).filter(([, info]) => info);
        const inputs = given.map(([name, info]) => [name, numbersOf(cpu, info!)] as const);
        const result = config.kernelFunc(call);
        const outputs = [result].flat().map((info) => numbersOf(cpu, info as tf.TensorInfo));
        const isNumeric = [...inputs.map(([, numbers]) => numbers), ...outputs].every(Boolean);
        if (isNumeric) {
          const recorded = {
            kernel: kernelName,
            inputs: Object.fromEntries(inputs) as Record<string, Numbers>,
            attributes: structuredClone({ ...call.attrs }),
            outputs: outputs as Numbers[],
          };
          const key = keyOf(recorded);
          if (!seen.has(key)) {
            seen.add(key);
            calls.push(recorded);
          }
        }
        return result;
      },
    });
  }
  return calls;
}
