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
 * Larger results (elements) are not folded: a file must not grow because a constant is computed
 * early.
 */
const LARGEST_FOLDED = 4096;

/**
 * Kernels that tfjs's cpu backend (4.22.0) computes wrong; `testing/repairs.ts` describes the
 * errors.
 */
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
 * Computes a kernel whose inputs are all constant with tfjs's own cpu backend, which defines the
 * meaning of every kernel.
 *
 * @returns `undefined` when the result is large, or when that backend does not have the kernel or
 * computes it wrong.
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
 * Computes a kernel of constants with tfjs's cpu backend; `undefined` when that backend does not
 * have the kernel.
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
  // tfjs calls a kernel that takes a list of inputs with an array.
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
    // tfjs does not convert the storage when it casts integers to float32.
    const own = newData(type.dtype, data.length);
    own.set(data);
    return { ...type, data: own };
  });
  for (const info of new Set([...results, ...Object.values(infos)])) {
    cpu.disposeIntermediateTensorInfo(info);
  }
  return values;
}
