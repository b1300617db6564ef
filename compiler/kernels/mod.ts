// This module is browser compatible.

import type { KernelTable } from "../kernel.ts";
import { arithmetic } from "./arithmetic.ts";
import { batchNorm } from "./batch_norm.ts";
import { batchNormPool } from "./batch_norm_pool.ts";
import { bitwise } from "./bitwise.ts";
import { constant } from "./constant.ts";
import { convolution } from "./convolution.ts";
import { counting } from "./count.ts";
import { cropping } from "./crop.ts";
import { depthwise } from "./depthwise.ts";
import { dilation } from "./dilation.ts";
import { einsum } from "./einsum.ts";
import { gathering } from "./gather.ts";
import { indexing } from "./indexing.ts";
import { joining } from "./join.ts";
import { logic } from "./logic.ts";
import { matmul } from "./matmul.ts";
import { ordering } from "./order.ts";
import { padding } from "./pad.ts";
import { poolArgmax } from "./pool_argmax.ts";
import { pooling } from "./pooling.ts";
import { realFunctions } from "./real_functions.ts";
import { rectifiers } from "./rectifiers.ts";
import { reductions } from "./reduce.ts";
import { reluGrad } from "./relu_grad.ts";
import { resizing } from "./resize.ts";
import { responseNormalization } from "./response_normalization.ts";
import { scans } from "./scan.ts";
import { scattering } from "./scatter.ts";
import { sequence } from "./sequence.ts";
import { shape } from "./shape.ts";
import { slicing } from "./slice.ts";
import { space } from "./space.ts";
import { suppression } from "./suppression.ts";
import { volumeConvolution } from "./volume_convolution.ts";
import { volumePooling } from "./volume_pooling.ts";
import { warping } from "./warp.ts";

/** Every tfjs kernel that weft compiles. A family of kernels is one file, a kernel one entry. */
export const kernels: KernelTable = {
  ...arithmetic,
  ...batchNorm,
  ...batchNormPool,
  ...bitwise,
  ...constant,
  ...convolution,
  ...counting,
  ...cropping,
  ...depthwise,
  ...dilation,
  ...einsum,
  ...gathering,
  ...indexing,
  ...joining,
  ...logic,
  ...matmul,
  ...ordering,
  ...padding,
  ...poolArgmax,
  ...pooling,
  ...realFunctions,
  ...rectifiers,
  ...reductions,
  ...reluGrad,
  ...resizing,
  ...responseNormalization,
  ...scans,
  ...scattering,
  ...sequence,
  ...shape,
  ...slicing,
  ...space,
  ...suppression,
  ...volumeConvolution,
  ...volumePooling,
  ...warping,
};
