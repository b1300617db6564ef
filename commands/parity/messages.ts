// This module is browser compatible.
import type { ChosenBackend } from "../../runtime/backends.ts";
import type { PlacedNode } from "../../runtime/node_placement.ts";

/** A model of a request. Its .onnx files lie in the folder of the request. */
export interface RequestModel {
  /** The folder of its files, below the request's. */
  readonly folder: string;
  /** `classifier`: model.onnx. `vae`: encoder.onnx and decoder.onnx. */
  readonly kind: "classifier" | "vae";
}

/**
 * Asks a host to run models on the images in images.bin, grey levels as bytes [count,28,28], and to
 * decode points of a latent space that are taken from normal.bin, float32.
 */
export interface ModelsRequest {
  readonly kind: "models";
  readonly backend: ChosenBackend;
  readonly models: readonly RequestModel[];
  /** Images in a run of a model. */
  readonly batchSize: number;
  /** Threads of the CPU in Deno. Default: one for each core. WebAssembly always has one. */
  readonly threads?: number;
  /** The largest number of points of a latent space to decode. */
  readonly latents: number;
  /** The largest number of images, and of points, where the backend has no GPU but software. */
  readonly softwareCount: number;
}

/** Asks a host for a t-SNE map of the features in features.bin, float32 [count, dimensions]. */
export interface MapRequest {
  readonly kind: "map";
  readonly count: number;
  readonly dimensions: number;
  readonly iterations: number;
}

/** A message to a host. */
export type ParityRequest = ModelsRequest | MapRequest;

/** The response for one model: its outputs, or why it did not run. */
export type ModelResponse = ModelOutputs | { readonly error: string };

/** The outputs of a model. The arrays are files `OUTPUT.bin` below its folder of the results. */
export interface ModelOutputs {
  readonly images: number;
  /**
   * Speed of the classifier or the encoder after a first batch. Missing where it took less than the
   * host's clock can measure.
   */
  readonly imagesPerSecond?: number;
  /** The provider of each node, where ONNX Runtime reports it. */
  readonly placement?: readonly PlacedNode[];
  /** Shapes of the arrays by name, [rows, width]. */
  readonly outputs: Readonly<Record<string, readonly [rows: number, width: number]>>;
}

/** A message from a host. */
export interface ParityResponse {
  /** The host and its version. */
  readonly host: string;
  /** Why the backend does not work; there are no results then. */
  readonly obstacle?: string;
  /** Why the backend computes on the CPU in place of a GPU, where it does. */
  readonly software?: string;
  /** In the order of the request's models. */
  readonly models?: readonly ModelResponse[];
  /** SHA-256 of the map's coordinates. */
  readonly hash?: string;
}

/** The files of a request, on disk or behind a server. */
export interface RequestFiles {
  /** Reads a file of the request's folder. */
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes a file of the results. */
  write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}
