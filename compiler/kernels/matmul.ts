// This module is browser compatible.

import { util } from "@tensorflow/tfjs";
import { sizeOf, type TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { identity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { activate, activatedType, type Activation, requireActivation } from "./activation.ts";
import { broadcast, broadcastShape } from "./elementwise.ts";
import { reshape } from "./shape.ts";

interface MatMulAttributes {
  transposeA: boolean;
  transposeB: boolean;
}

function productType(
  a: TensorType,
  b: TensorType,
  { transposeA, transposeB }: MatMulAttributes,
): TensorType {
  if (a.dtype === "bool") {
    throw unsupported("a matrix product of truth values (cast them to int32 first)");
  }
  // tfjs leaves these checks to its backends.
  const shapes = `shapes [${a.shape}] and [${b.shape}], transposed: ${transposeA}, ${transposeB}`;
  const [inA, inB] = [a.shape.at(transposeA ? -2 : -1), b.shape.at(transposeB ? -1 : -2)];
  util.assert(
    a.shape.length >= 2 && b.shape.length >= 2 && inA === inB,
    () => `Error in matMul: the inner lengths of two matrices must match, got ${shapes}`,
  );
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return { shape: [...batch, rows, columns], dtype: a.dtype };
}

/**
 * Emits a · b (+ bias): by Gemm when there is only one product, by MatMul for a batch of them and
 * for integers, which ONNX Runtime's Gemm does not support.
 */
function matMul(
  lowering: Lowering,
  a: Lowered,
  b: Lowered,
  attributes: MatMulAttributes,
  bias?: Lowered,
): Lowered {
  const { shape } = productType(a, b, attributes);
  const inner = a.shape.at(attributes.transposeA ? -2 : -1)!;
  if (inner === 0 || sizeOf(shape) === 0) {
    // The sums are empty. ONNX Runtime leaves such results uninitialised, or refuses the node.
    const nothing: Lowered = { ...lowering.value("", shape, a.dtype), fill: 0 };
    return bias ? broadcast(lowering, "Add", [nothing, bias], a.dtype) : nothing;
  }
  const single = sizeOf(a.shape.slice(0, -2)) === 1 && sizeOf(b.shape.slice(0, -2)) === 1;
  if (single && a.dtype === "float32") {
    const matrix = (x: Lowered) =>
      lowering.name(plain(lowering, reshape(lowering, x, x.shape.slice(-2))));
    const inBias = bias !== undefined && bias.shape.length <= 1;
    const name = lowering.emit(
      "Gemm",
      [matrix(a), matrix(b), ...(inBias ? [lowering.plain(bias)] : [])],
      {
        transA: { i: attributes.transposeA ? 1 : 0 },
        transB: { i: attributes.transposeB ? 1 : 0 },
      },
    );
    const product = reshape(lowering, lowering.value(name, shape.slice(-2)), shape);
    return bias && !inBias ? broadcast(lowering, "Add", [product, bias], a.dtype) : product;
  }
  const operand = (x: Lowered, transpose: boolean) => {
    const name = lowering.plain(x);
    if (!transpose) return name;
    const rank = x.shape.length;
    const perm = identity(rank).toSpliced(rank - 2, 2, rank - 1, rank - 2);
    return lowering.emit("Transpose", [name], { perm: { ints: perm } });
  };
  const name = lowering.emit("MatMul", [
    operand(a, attributes.transposeA),
    operand(b, attributes.transposeB),
  ]);
  const product = lowering.value(name, shape, a.dtype);
  return bias ? broadcast(lowering, "Add", [product, bias], a.dtype) : product;
}

function plain(lowering: Lowering, x: Lowered): Lowered {
  return lowering.value(lowering.plain(x), x.shape, x.dtype);
}

/** Matrix products. */
export const matmul: KernelTable = {
  BatchMatMul: kernel<MatMulAttributes>({
    infer: ({ a, b }, attributes) => productType(a!, b!, attributes),
    lower: (lowering, { a, b }, attributes) => matMul(lowering, a!, b!, attributes),
  }),
  _FusedMatMul: kernel<MatMulAttributes & Activation>({
    infer: ({ a, b, bias }, attributes) => {
      requireActivation(attributes);
      const { shape, dtype } = productType(a!, b!, attributes);
      return {
        shape: broadcastShape(shape, bias?.shape ?? []),
        dtype: activatedType(dtype, attributes),
      };
    },
    lower: (lowering, { a, b, bias, preluActivationWeights }, attributes) =>
      activate(
        lowering,
        matMul(lowering, a!, b!, attributes, bias),
        attributes,
        preluActivationWeights,
      ),
  }),
};
