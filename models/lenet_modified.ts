// This module is browser compatible.

import { lenetOf } from "./lenet_family.ts";

/**
 * LeNet with four changes: more filters in the first layer (32), batch normalisation, a third convolution, and 128 units in
 * the first fully connected layer. It also has smaller filters, more of them in the second layer, and no second fully
 * connected layer.
 */
export const lenetModified = lenetOf({
  filters: [32, 64, 64],
  kernelSize: 3,
  padding: "same",
  batchNormalisation: true,
  units: [128],
}, {
  name: "lenet-modified",
  title: "Modified LeNet",
  summary: "three 3 x 3 convolutions with batch normalisation, 581,610 parameters",
});
