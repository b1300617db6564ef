// This module is browser compatible.
import type { ClassifierName, ModelName } from "../models.ts";
import type { SentError } from "../sent_error.ts";

/** A backend of ONNX Runtime in browsers. */
export type WebBackend = "wasm" | "webgpu";

/** The outputs of a classifier, and the time that it took. */
export interface ClassifierOutputs {
  /** [count, classes]. */
  readonly logits: Float32Array;
  /** [count, width]; present where the request asks for it. */
  readonly embedding?: Float32Array;
  /** Time in the model alone, in milliseconds. */
  readonly milliseconds: number;
}

/** The state of a backend in this browser. */
export interface Availability {
  readonly works: boolean;
  /** The reason why it does not work, as a sentence; empty where it works. */
  readonly reason: string;
}

/** A picture that is ready for the models. */
export interface PreparedPicture {
  /** [28,28] grey levels. */
  readonly image: Uint8Array;
  /** A line for the user, such as that a part of the file is missing. */
  readonly notice?: string;
}

/** The kinds of requests to the worker, with the arguments and the result of each. */
export interface InferenceCalls {
  /**
   * Loads a model for a backend and keeps it. A model that is loaded already is not loaded again.
   */
  load: {
    readonly args: {
      readonly model: ModelName;
      readonly title: string;
      readonly bytes: Uint8Array;
      readonly backend: WebBackend;
    };
    readonly result: void;
  };
  /** Classifies [count,28,28] bytes. */
  classify: {
    readonly args: {
      readonly model: ClassifierName;
      readonly backend: WebBackend;
      readonly images: Uint8Array;
      readonly embedding: boolean;
    };
    readonly result: ClassifierOutputs;
  };
  /** Encodes [count,28,28] bytes into mean and logvar, [count, latent]. */
  encode: {
    readonly args: { readonly backend: WebBackend; readonly images: Uint8Array };
    readonly result: { readonly mean: Float32Array; readonly logvar: Float32Array };
  };
  /** Decodes [count, latent] into [count,28,28], 0..1. */
  decode: {
    readonly args: { readonly backend: WebBackend; readonly latent: Float32Array };
    readonly result: Float32Array;
  };
  /** Prepares a picture of any size, a file or pixels, as 28x28 bytes. */
  prepare: {
    readonly args:
      | { readonly file: Uint8Array; readonly name: string }
      | { readonly pixels: ImageData };
    readonly result: PreparedPicture;
  };
  /** Tests which backends work in this browser. */
  backends: { readonly args: undefined; readonly result: Record<WebBackend, Availability> };
}

/** A message from the page to the worker. */
export type InferenceRequest = {
  [Kind in keyof InferenceCalls]: {
    readonly kind: Kind;
    readonly id: number;
    readonly args: InferenceCalls[Kind]["args"];
  };
}[keyof InferenceCalls];

/** A message from the worker to the page: the result or the error of the request `id`. */
export type InferenceResponse =
  | { readonly kind: "result"; readonly id: number; readonly result: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: SentError };
