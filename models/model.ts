// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { ClassifierSettings, Recipes, VaeSettings } from "./recipe.ts";

/** The parts that every model has. `Settings` are the settings that only its kind of model has. */
interface Named<Settings> {
  /** The name that `--model` takes. */
  readonly name: string;
  /** The name in figures and model cards. */
  readonly title: string;
  /** The settings that it is trained with, by recipe. */
  readonly recipes: Recipes<Settings>;
}

/** Options of a classifier's layers. */
export interface ClassifierOptions {
  /** Number of classes. */
  classes: number;
  /** Seed of the initial parameters. */
  seed: number;
  /** Fraction of the last hidden layer that is dropped while training, 0 to 1. */
  dropout?: number;
}

/** A classifier of 28 x 28 grey images. */
export interface Classifier extends Named<ClassifierSettings> {
  /**
   * Builds the layers: input [batch, 28, 28, 1] in 0..1, outputs logits [batch, classes] and
   * embedding [batch, features], the activations before the last layer.
   */
  readonly build: (options: ClassifierOptions) => tf.LayersModel;
}

/** Options of a VAE's layers. */
export interface VaeOptions {
  /** Dimensions of the latent space. */
  latent: number;
  /** Seed of the initial parameters. */
  seed: number;
}

/** The encoder and the decoder of a VAE. */
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
export interface Vae extends Named<VaeSettings> {
  /** Builds encoder and decoder. */
  readonly build: (options: VaeOptions) => VaeLayers;
}
