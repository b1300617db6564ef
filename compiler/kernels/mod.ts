// This module is browser compatible.

import type { KernelTable } from "../kernel.ts";
import { batchNorm } from "./batch_norm.ts";
import { batchNormPool } from "./batch_norm_pool.ts";
import { constant } from "./constant.ts";
import { convolution } from "./convolution.ts";
import { depthwise } from "./depthwise.ts";
import { dilation } from "./dilation.ts";
import { elementwise } from "./elementwise.ts";
import { indexing } from "./indexing.ts";
import { matmul } from "./matmul.ts";
import { poolArgmax } from "./pool_argmax.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reduce.ts";
import { reluGrad } from "./relu_grad.ts";
import { responseNormalization } from "./response_normalization.ts";
import { shape } from "./shape.ts";
import { volumeConvolution } from "./volume_convolution.ts";
import { volumePooling } from "./volume_pooling.ts";

/** Every tfjs kernel that weft can compile; a family is one file, a kernel one entry. */
export const kernels: KernelTable = {
  ...batchNorm,
  ...batchNormPool,
  ...constant,
  ...convolution,
  ...depthwise,
  ...dilation,
  ...elementwise,
  ...indexing,
  ...matmul,
  ...poolArgmax,
  ...pooling,
  ...reductions,
  ...reluGrad,
  ...responseNormalization,
  ...shape,
  ...volumeConvolution,
  ...volumePooling,
};
