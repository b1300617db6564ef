// This module is browser compatible.

import type { KernelTable } from "../kernel.ts";
import { arithmetic } from "./arithmetic.ts";
import { batchNorm } from "./batch_norm.ts";
import { batchNormPool } from "./batch_norm_pool.ts";
import { bitwise } from "./bitwise.ts";
import { constant } from "./constant.ts";
import { convolution } from "./convolution.ts";
import { einsum } from "./einsum.ts";
import { indexing } from "./indexing.ts";
import { logic } from "./logic.ts";
import { matmul } from "./matmul.ts";
import { pooling } from "./pooling.ts";
import { realFunctions } from "./real_functions.ts";
import { rectifiers } from "./rectifiers.ts";
import { reductions } from "./reduce.ts";
import { reluGrad } from "./relu_grad.ts";
import { scans } from "./scan.ts";
import { shape } from "./shape.ts";

/** Every tfjs kernel that weft can compile; a family is one file, a kernel one entry. */
export const kernels: KernelTable = {
  ...arithmetic,
  ...batchNorm,
  ...batchNormPool,
  ...bitwise,
  ...constant,
  ...convolution,
  ...einsum,
  ...indexing,
  ...logic,
  ...matmul,
  ...pooling,
  ...realFunctions,
  ...rectifiers,
  ...reductions,
  ...reluGrad,
  ...scans,
  ...shape,
};
