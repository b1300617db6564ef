// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";

/** What every model has. */
interface Named {
  /** What `--model` calls it. */
  readonly name: string;
  /** What figures and model cards call it. */
  readonly title: string;
  /** One line for `--help`. */
  readonly summary: string;
}

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
export interface Classifier extends Named {
  /**
   * Builds it: input [batch, 28, 28, 1] in 0..1, outputs logits [batch, classes] and embedding
   * [batch, features], the layer before the last.
   */
  readonly build: (options: ClassifierOptions) => tf.LayersModel;
}

/** What may be varied when a VAE is built. */
export interface VaeOptions {
  /** Dimensions of the latent space. */
  latent: number;
  /** Seed of the initial parameters. */
  seed: number;
}

/** The two halves of a VAE. */
export interface VaeLayers {
  /**
   * Image [batch, 28, 28, 1] in 0..1 → mean and log-variance, each [batch, latent], of a normal
   * distribution.
   */
  readonly encoder: tf.LayersModel;
  /** Latent [batch, latent] → logits of the grey levels [batch, 28, 28, 1]. */
  readonly decoder: tf.LayersModel;
}

/** A variational autoencoder of 28 x 28 grey images. */
export interface Vae extends Named {
  readonly build: (options: VaeOptions) => VaeLayers;
}
