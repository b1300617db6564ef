// This module is browser compatible.

import { lenetOf, type LenetShape } from "./lenet_family.ts";

/** The shape of LeNet-5. */
export const LENET: LenetShape = {
  convolutions: [
    { filters: 6, kernelSize: 5, padding: "valid" },
    { filters: 16, kernelSize: 5, padding: "valid" },
  ],
  batchNormalisation: false,
  units: [120, 84],
};

/**
 * LeNet-5 (LeCun et al. 1998, figure 2) as it is used today: ReLU and max pooling, softmax on the
 * logits, images padded from 28 x 28 to 32 x 32.
 */
export const lenet = lenetOf(LENET, {
  name: "lenet",
  title: "LeNet",
  summary: "LeNet-5 with ReLU and max pooling, 61,706 parameters",
});
