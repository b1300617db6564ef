// This module is browser compatible.

import { lenetOf, type LenetShape } from "./lenet_family.ts";
import { augmentation, classifierDefaults, sgd } from "./recipe.ts";

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
 * logits, images padded from 28 x 28 to 32 x 32. It has 61,706 parameters.
 */
export const lenet = lenetOf(LENET, {
  name: "lenet",
  title: "LeNet",
  recipes: {
    default: { ...classifierDefaults, epochs: 10 },
    fast: classifierDefaults,
    // Chosen on validation images; docs/training.md has the numbers.
    best: {
      ...classifierDefaults,
      epochs: 120,
      learningRate: 0.1,
      optimizer: sgd,
      labelSmoothing: 0.1,
      augmentation,
      valSplit: 0,
    },
  },
});
