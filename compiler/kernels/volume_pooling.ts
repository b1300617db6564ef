// This module is browser compatible.

import type { KernelTable } from "../kernel.ts";
import {
  averagePooling,
  averagePoolingGradient,
  maxPooling,
  maxPoolingGradient,
} from "./pooling.ts";

/** Pooling of volumes, and its gradients. */
export const volumePooling: KernelTable = {
  MaxPool3D: maxPooling,
  MaxPool3DGrad: maxPoolingGradient,
  AvgPool3D: averagePooling,
  AvgPool3DGrad: averagePoolingGradient,
};
