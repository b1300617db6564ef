// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { affine, arithmetic, batchNormCoefficients } from "./batch_norm.ts";
import { maxPoolGradient } from "./max_pool.ts";
import type { PoolAttributes } from "./pool_geometry.ts";

/** Name of the kernel that `passes/batch_norm_pool.ts` introduces. */
export const BATCH_NORM_POOL_GRAD = "weft.BatchNormPoolGrad";

/**
 * Gradient, by `x`, of max pooling of `x` followed by batch normalisation with the statistics of
 * `x`. dy has the pooled size and goes to the maxima; the statistics add B·x + C to every element
 * (`batch_norm.ts`).
 */
export const batchNormPool: KernelTable = {
  [BATCH_NORM_POOL_GRAD]: kernel<PoolAttributes & { varianceEpsilon: number }>({
    infer: ({ x, scale }) => [
      { shape: x!.shape, dtype: "float32" },
      { shape: scale!.shape, dtype: "float32" },
      { shape: scale!.shape, dtype: "float32" },
    ],
    lower: (lowering, { dy, x, pooled, mean, variance, scale }, attributes) => {
      const { add, mul, sum } = arithmetic(lowering);
      const axes = [0, 1, 2];
      const sumDy = sum(dy!, axes);
      const sumDyX = sum(mul(dy!, pooled!), axes);
      const { a, b, c, dScale } = batchNormCoefficients(
        lowering,
        { sumDy, sumDyX, mean: mean!, variance: variance!, scale: scale! },
        attributes.varianceEpsilon,
        sizeOf(x!.shape) / x!.shape[3]!,
      );
      const atMaxima = maxPoolGradient(lowering, mul(dy!, a), x!, pooled!, attributes);
      return [add(atMaxima, affine(lowering, x!, b, c)), dScale, sumDy];
    },
  }),
};
