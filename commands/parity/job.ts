// This module is browser compatible.
import type { PlacedNode } from "../../runtime/node_placement.ts";
import type { ChosenBackend } from "../../runtime/runtime.ts";

/** A model as every runtime gets it: its .onnx files lie in the folder of the job. */
export interface JobModel {
  /** The folder of its files below the job's. */
  readonly folder: string;
  /** `classifier`: model.onnx. `vae`: encoder.onnx and decoder.onnx. */
  readonly kind: "classifier" | "vae";
}

/**
 * Models to run over the images in images.bin, [count,28,28] grey levels as bytes, and over points
 * of a latent space that are cut from normal.bin, float32.
 */
export interface ModelsJob {
  readonly task: "models";
  readonly backend: ChosenBackend;
  readonly models: readonly JobModel[];
  /** Images a run of a model. */
  readonly batchSize: number;
  /**
   * Threads of Deno's CPU, and of what a GPU leaves to it; missing: one for each core. WebAssembly
   * has one.
   */
  readonly threads?: number;
  /** How many points of a latent space to decode at most. */
  readonly latents: number;
  /**
   * How many images, and points, to take at most where the backend is software in place of a GPU.
   */
  readonly softwareCount: number;
}

/** A t-SNE map to make of the features in features.bin, float32 [count, dimensions]. */
export interface MapJob {
  readonly task: "map";
  readonly count: number;
  readonly dimensions: number;
  readonly iterations: number;
}

/** What an engine is asked to do. */
export type Job = ModelsJob | MapJob;

/**
 * A model that ran, or why it did not. The arrays that it gave are files `OUTPUT.bin` below its
 * folder.
 */
export type ModelOutcome = ModelRan | { readonly error: string };

/** A model that ran. */
export interface ModelRan {
  readonly images: number;
  /**
   * Speed of the classifier or the encoder after a first batch; missing where it was too quick for
   * the engine's clock.
   */
  readonly imagesPerSecond?: number;
  /** Where each node was computed, where ONNX Runtime tells. */
  readonly placement?: readonly PlacedNode[];
  /** Shapes of the arrays by name, [rows, width]. */
  readonly outputs: Readonly<Record<string, readonly [rows: number, width: number]>>;
}

/** What came of a job. */
export interface Outcome {
  /** The engine and its version. */
  readonly engine: string;
  /** What keeps the backend from working here; then there are no results. */
  readonly obstacle?: string;
  /** Why the backend is software in place of a GPU, where it is. */
  readonly software?: string;
  /** In the order of the job's models. */
  readonly models?: readonly ModelOutcome[];
  /** SHA-256 of the map's coordinates. */
  readonly hash?: string;
}

/** The files of a job, wherever they are. */
export interface JobFiles {
  /** Reads a file of the job's folder. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes a file of the results. */
  write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}
