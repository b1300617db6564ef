// This module is browser compatible.

import { equal, sizeOf } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { NCHW } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { broadcast, map, number } from "./elementwise.ts";
import { reduce } from "./reduce.ts";

/**
 * Name of the kernel that `gradients.ts` records for the gradient of batch normalisation with batch
 * statistics.
 */
export const BATCH_NORM_GRAD = "weft.BatchNormGrad";

/** Arithmetic on float tensors, to write formulas as functions. */
export function arithmetic(lowering: Lowering) {
  const operator = (op: string) => (a: Lowered, b: Lowered) =>
    broadcast(lowering, op, [a, b], "float32");
  return {
    add: operator("Add"),
    sub: operator("Sub"),
    mul: operator("Mul"),
    div: operator("Div"),
    neg: (x: Lowered) => map(lowering, "Neg", x),
    sqrt: (x: Lowered) => map(lowering, "Sqrt", x),
    sum: (x: Lowered, axes: readonly number[]) => reduce(lowering, "ReduceSum", x, axes),
  };
}

/**
 * x · scale + offset by channel, for x of logical shape [n, h, w, c], in one pass over the data.
 */
export function affine(lowering: Lowering, x: Lowered, scale: Lowered, offset: Lowered): Lowered {
  const channels = x.shape[3]!;
  const uniform = (fill: number) =>
    lowering.constant("float32", [channels], new Float32Array(channels).fill(fill));
  const name = lowering.emit("BatchNormalization", [
    lowering.as(x, NCHW),
    lowering.plain(scale),
    lowering.plain(offset),
    uniform(0),
    uniform(1),
  ], { epsilon: { f: 0 } });
  return { name, shape: x.shape, dtype: "float32", layout: NCHW };
}

/**
 * Gradients of y = (x - mean) / sqrt(variance + ε) · scale + offset, where mean and variance are
 * computed from the batch: dx = A·dy + B·x + C, with coefficients for each channel (Ioffe and
 * Szegedy 2015, section 3, collected by powers of x).
 */
export function batchNormCoefficients(
  lowering: Lowering,
  { sumDy, sumDyX, mean, variance, scale }: Record<
    "sumDy" | "sumDyX" | "mean" | "variance" | "scale",
    Lowered
  >,
  epsilon: number,
  count: number,
) {
  const { add, sub, mul, div, neg, sqrt } = arithmetic(lowering);
  const deviation = sqrt(add(variance, number(epsilon)));
  const dScale = div(sub(sumDyX, mul(mean, sumDy)), deviation);
  const a = div(scale, deviation);
  const b = neg(div(mul(a, dScale), mul(deviation, number(count))));
  const c = neg(add(div(mul(a, sumDy), number(count)), mul(b, mean)));
  return { a, b, c, dScale };
}

/**
 * Repeats the elements of a tensor in row-major order until they fill `shape`. tfjs normalises by
 * parameters of any shape so.
 */
function repeated(lowering: Lowering, tensor: Lowered, shape: readonly number[]): Lowered {
  const own = tensor.shape.slice(tensor.shape.findIndex((length) => length !== 1));
  const size = sizeOf(own);
  // For these shapes broadcasting gives the same.
  if (size === 1 || equal(own, shape.slice(shape.length - own.length))) return tensor;
  const total = sizeOf(shape);
  const times = Math.ceil(total / size);
  const flat = lowering.reshape(lowering.plain(tensor), [size]);
  const enough = lowering.emit("Tile", [flat, lowering.ints([times])]);
  const cut = times * size === total ? enough : lowering.emit("Slice", [
    enough,
    lowering.ints([0]),
    lowering.ints([total]),
  ]);
  return lowering.value(lowering.reshape(cut, shape), shape);
}

/** Batch normalisation and its gradient. */
export const batchNorm: KernelTable = {
  FusedBatchNorm: kernel<{ varianceEpsilon: number }>({
    infer: ({ x }) => {
      const { shape, dtype } = x!;
      if (dtype !== "float32") throw unsupported(`FusedBatchNorm of type ${dtype}`);
      return { shape, dtype };
    },
    lower: (lowering, { x, mean, variance, offset, scale }, { varianceEpsilon }) => {
      const given = [mean!, variance!, ...(offset ? [offset] : []), ...(scale ? [scale] : [])];
      const perChannel = given.every(({ shape }) => equal(shape, x!.shape.slice(3)));
      if (!perChannel) {
        const { add, sub, mul, div, sqrt } = arithmetic(lowering);
        const repeat = (tensor: Lowered) => repeated(lowering, tensor, x!.shape);
        const deviation = sqrt(add(repeat(variance!), number(varianceEpsilon)));
        const factor = div(scale ? repeat(scale) : number(1), deviation);
        const centred = mul(sub(x!, repeat(mean!)), factor);
        return add(centred, offset ? repeat(offset) : number(0));
      }
      const vector = (tensor: Lowered | undefined, missing: number) =>
        lowering.plain(tensor ?? { ...mean!, name: "", fill: missing });
      const name = lowering.emit("BatchNormalization", [
        lowering.as(x!, NCHW),
        vector(scale, 1),
        vector(offset, 0),
        lowering.plain(mean!),
        lowering.plain(variance!),
      ], { epsilon: { f: varianceEpsilon } });
      return { name, shape: x!.shape, dtype: "float32", layout: NCHW };
    },
  }),

  [BATCH_NORM_GRAD]: kernel<{ varianceEpsilon: number }>({
    infer: ({ x, scale }) => [
      { shape: x!.shape, dtype: "float32" },
      { shape: scale!.shape, dtype: "float32" },
      { shape: scale!.shape, dtype: "float32" },
    ],
    lower: (lowering, { dy, x, mean, variance, scale }, { varianceEpsilon }) => {
      const { add, mul, sum } = arithmetic(lowering);
      const axes = [0, 1, 2];
      const sumDy = sum(dy!, axes);
      const sumDyX = sum(mul(dy!, x!), axes);
      const { a, b, c, dScale } = batchNormCoefficients(
        lowering,
        { sumDy, sumDyX, mean: mean!, variance: variance!, scale: scale! },
        varianceEpsilon,
        sizeOf(x!.shape) / x!.shape[3]!,
      );
      return [add(mul(dy!, a), affine(lowering, x!, b, c)), dScale, sumDy];
    },
  }),
};
