import type { Tensor } from "onnxruntime-common";
import type { Session } from "./session.ts";

/**
 * Makes a tensor of any element type that has a typed array.
 *
 * onnxruntime-node 1.30 finds no elements in a Float16Array: Node-API has no number for its type.
 * It takes float16 as the bits of a Uint16Array, which the constructor of the tensor replaces by a
 * Float16Array. The property `data` gives it the bits.
 */
export function newTensor(
  { Tensor, ortPackage }: Pick<Session, "Tensor" | "ortPackage">,
  type: Tensor.Type,
  data: ArrayBufferView,
  shape: readonly number[],
): Tensor {
  const tensor = new Tensor(type as "float32", data as Float32Array, [...shape]);
  if (type === "float16" && ortPackage === "onnxruntime-node") {
    const bits = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
    Object.defineProperty(tensor, "data", { value: bits });
  }
  return tensor;
}
