// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import {
  constantData,
  type DType,
  type Inputs,
  isUniform,
  newData,
  sizeOf,
  type TensorData,
  type TensorType,
  type Value,
} from "./graph.ts";

/**
 * Results larger than this stay in the graph: a file should not grow because a constant could be
 * computed early.
 */
const LARGEST_FOLDED = 4096;

/** Kernels that tfjs's cpu backend gets wrong (4.22.0): `testing/repairs.ts` says how. */
const WRONG: ReadonlySet<string> = new Set([
  "ResizeBilinearGrad",
  "ResizeNearestNeighborGrad",
  "Transform",
]);

interface CpuBackend extends tf.KernelBackend {
  makeTensorInfo(shape: number[], dtype: DType, values: TensorData): tf.TensorInfo;
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void;
  data: { get(id: tf.DataId): { values: TensorData } };
}

/**
 * Computes a kernel whose inputs are all constant with tfjs's own cpu backend, so that constants
 * are folded by the very code that defines what the kernel means. Returns `undefined` when the
 * result is large or that backend lacks the kernel, or gets it wrong.
 */
export function foldConstants(
  kernel: string,
  inputs: Inputs,
  attributes: tf.NamedAttrMap,
  types: readonly TensorType[],
): Value[] | undefined {
  const sizes = [...types, ...Object.values(inputs)].map(({ shape }) => sizeOf(shape));
  const large = Math.max(...sizes) > LARGEST_FOLDED;
  return large || WRONG.has(kernel) ? undefined : onCpu(kernel, inputs, attributes);
}

/**
 * What tfjs's cpu backend computes from constants; `undefined` when that backend lacks the kernel.
 */
export function onCpu(
  kernel: string,
  inputs: Inputs,
  attributes: tf.NamedAttrMap,
): Value[] | undefined {
  const config = tf.getKernel(kernel, "cpu");
  const cpu = tf.findBackend("cpu") as CpuBackend | null;
  if (!config || !cpu) return undefined;
  const infos = Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [
      key,
      cpu.makeTensorInfo([...value.shape], value.dtype, constantData(value)!),
    ]),
  );
  // Kernels of a list of inputs are called with an array.
  const isList = Object.keys(infos).length > 0 &&
    Object.keys(infos).every((key, i) => key === `${i}`);
  const result = config.kernelFunc({
    inputs: isList ? Object.values(infos) as unknown as typeof infos : infos,
    backend: cpu,
    attrs: attributes,
  });
  const results = Array.isArray(result) ? result : [result];
  const values = results.map(({ dataId, shape, dtype }): Value => {
    const data = cpu.data.get(dataId).values;
    const type = { shape, dtype: dtype as DType };
    if (isUniform(data)) return { ...type, fill: data[0]! };
    // tfjs keeps whole numbers as they are stored when it casts them to float32.
    const own = newData(type.dtype, data.length);
    own.set(data);
    return { ...type, data: own };
  });
  for (const info of new Set([...results, ...Object.values(infos)])) {
    cpu.disposeIntermediateTensorInfo(info);
  }
  return values;
}
