// This module is browser compatible.

/**
 * Mean and standard deviation of the 47,040,000 pixels of Fashion-MNIST's training images, scaled
 * to 0..1.
 */
const MEAN = 0.2860;
const DEVIATION = 0.3530;

/** Arguments of `tf.layers.rescaling` that give pixels mean 0 and variance 1. */
export const normalisation = {
  name: "normalise",
  scale: 1 / DEVIATION,
  offset: -MEAN / DEVIATION,
};
