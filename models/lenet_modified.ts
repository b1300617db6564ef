// This module is browser compatible.

import { lenetOf, type LenetShape } from "./lenet_family.ts";

/** The shape of the modified LeNet. */
export const MODIFIED: LenetShape = {
  convolutions: [
    { filters: 32, kernelSize: 3, padding: "same" },
    { filters: 64, kernelSize: 3, padding: "same" },
    { filters: 64, kernelSize: 3, padding: "same" },
  ],
  batchNormalisation: true,
  units: [128],
};

/**
 * LeNet with four changes: more filters in the first layer (32), batch normalisation, a third
 * convolution, and 128 units in the first fully connected layer. It has smaller filters too, more
 * of them in the second layer, and no second fully connected layer.
 */
export const lenetModified = lenetOf(MODIFIED, {
  name: "lenet-modified",
  title: "Modified LeNet",
  summary: "three 3 x 3 convolutions with batch normalisation, 581,610 parameters",
});
