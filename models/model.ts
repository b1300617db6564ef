// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";

/** What may be varied when a classifier is built. */
export interface ClassifierOptions {
  /** Number of classes. */
  classes: number;
  /** Seed of the initial parameters. */
  seed: number;
  /** Fraction of the last hidden layer that is dropped while training, 0 to 1. */
  dropout?: number;
}

/** A classifier of 28 x 28 grey images. */
export interface Classifier {
  /** What `--model` calls it. */
  readonly name: string;
  /** What figures and model cards call it. */
  readonly title: string;
  /** One line for `--help`. */
  readonly summary: string;
  /**
   * Builds it: input [batch, 28, 28, 1] in 0..1, outputs logits [batch, classes] and embedding [batch, features], the
   * layer before the last.
   */
  readonly build: (options: ClassifierOptions) => tf.LayersModel;
}
