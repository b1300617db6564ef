// This module is browser compatible.

import { lenetOf, type LenetShape } from "./lenet_family.ts";
import { augmentation, classifierDefaults, sgd } from "./recipe.ts";

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
 * convolution, and 128 units in the first fully connected layer. It also has smaller filters, more
 * filters in the second layer, and no second fully connected layer. It has 581,610 parameters.
 */
export const lenetModified = lenetOf(MODIFIED, {
  name: "lenet-modified",
  title: "Modified LeNet",
  recipes: {
    default: classifierDefaults,
    fast: { ...classifierDefaults, epochs: 1 },
    // Chosen on validation images; docs/training.md has the numbers.
    best: {
      ...classifierDefaults,
      epochs: 16,
      learningRate: 0.1,
      optimizer: sgd,
      augmentation,
      dropout: 0.2,
      valSplit: 0,
    },
  },
});
