// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { affine, arithmetic, batchNormCoefficients } from "./batch_norm.ts";
import { maxPoolGradient } from "./max_pool.ts";
import type { PoolAttributes } from "./pool_geometry.ts";

/** The kernel that `passes/batch_norm_pool.ts` introduces. */
export const BATCH_NORM_POOL_GRAD = "weft.BatchNormPoolGrad";

/**
 * Gradient of max pooling followed by batch normalisation with the statistics of the tensor that
 * was pooled, by that tensor `x`: dy of the pooled size goes to the maxima, and the statistics add
 * B·x + C everywhere (see `batch_norm.ts`).
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
