// This module is browser compatible.

import type { KernelTable } from "../kernel.ts";
import { gradientByFilter, gradientByInput, plainConvolution } from "./convolution.ts";

/** Convolution of volumes, and its gradients. */
export const volumeConvolution: KernelTable = {
  Conv3D: plainConvolution("Conv3D"),
  Conv3DBackpropInputV2: gradientByInput("Conv3DBackpropInputV2"),
  Conv3DBackpropFilterV2: gradientByFilter("Conv3DBackpropFilterV2"),
};
