// This module is browser compatible.

import type { KernelTable } from "../kernel.ts";
import { batchNorm } from "./batch_norm.ts";
import { batchNormPool } from "./batch_norm_pool.ts";
import { constant } from "./constant.ts";
import { convolution } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { matmul } from "./matmul.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reduce.ts";
import { reluGrad } from "./relu_grad.ts";
import { shape } from "./shape.ts";

/** Every tfjs kernel that weft can compile; a family is one file, a kernel one entry. */
export const kernels: KernelTable = {
  ...batchNorm,
  ...batchNormPool,
  ...constant,
  ...convolution,
  ...elementwise,
  ...indexing,
  ...matmul,
  ...pooling,
  ...reductions,
  ...reluGrad,
  ...shape,
};
