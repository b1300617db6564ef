// This module is browser compatible.
import type { ErrorCode } from "../../error.ts";
import type { ClassifierName, ModelName } from "../assets.ts";

/** Where the page's models run. */
export type WebBackend = "wasm" | "webgpu";

/** What a classifier gave, and how long it took. */
export interface Classified {
  /** [count, classes]. */
  readonly logits: Float32Array;
  /** [count, width], where it was asked for. */
  readonly embedding?: Float32Array;
  /** Time in the model alone, in milliseconds. */
  readonly milliseconds: number;
}

/** Whether a backend works in this browser, and if not, why. */
export interface Availability {
  readonly works: boolean;
  /** Why not, as a sentence; empty where it works. */
  readonly reason: string;
}

/** What the worker can be asked for: arguments and result of each task. */
export interface Tasks {
  /** Loads a model for a backend; it is kept. Nothing happens when it is there already. */
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
    readonly result: Classified;
  };
  /** Encodes [count,28,28] bytes; mean and logvar [count, latent]. */
  encode: {
    readonly args: { readonly backend: WebBackend; readonly images: Uint8Array };
    readonly result: { readonly mean: Float32Array; readonly logvar: Float32Array };
  };
  /** Decodes [count, latent] into [count,28,28], 0..1. */
  decode: {
    readonly args: { readonly backend: WebBackend; readonly latent: Float32Array };
    readonly result: Float32Array;
  };
  /** Makes 28x28 bytes of a picture of any size: a file, or pixels. */
  prepare: {
    readonly args:
      | { readonly file: Uint8Array; readonly name: string }
      | { readonly pixels: ImageData };
    readonly result: Uint8Array;
  };
  /** Which backends work here. */
  backends: { readonly args: undefined; readonly result: Record<WebBackend, Availability> };
}

/** A message to the worker. */
export type Request = {
  [Name in keyof Tasks]: {
    readonly id: number;
    readonly task: Name;
    readonly args: Tasks[Name]["args"];
  };
}[keyof Tasks];

/** An error on its way between threads. */
export interface SentError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** A message from the worker. */
export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: SentError };
