// This module is browser compatible.
import type { WebBackend } from "../../inference/client.ts";
import type { SentError } from "../../inference/protocol.ts";

/** What the trainer is to do. */
export interface Lesson {
  readonly backend: WebBackend;
  /** [count,28,28] grey levels 0..255, and their class numbers. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
  /** So many of them, the last ones, are kept to be tested on. */
  readonly heldOut: number;
  readonly classes: readonly string[];
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
  /** What the images are called, for the metadata of the file. */
  readonly dataset: string;
}

/**
 * A message to the trainer. The lesson comes once; to stop leaves the model as it is at that
 * moment.
 */
export type Order = { readonly start: Lesson } | { readonly stop: true };

/** What the trainer tells. */
export type Told =
  | {
    /** The step was traced and compiled: its nodes and what it took. */
    readonly kind: "compiled";
    readonly parameters: number;
    readonly milliseconds: number;
  }
  | {
    /** Some steps more, with their own mean scores. */
    readonly kind: "steps";
    readonly images: number;
    readonly total: number;
    readonly loss: number;
    readonly accuracy: number;
  }
  | {
    /**
     * An epoch is done: scores on the images that were held out, and the classes that it gave to
     * them.
     */
    readonly kind: "epoch";
    readonly epoch: number;
    readonly loss: number;
    readonly accuracy: number;
    readonly answers: Uint8Array;
  }
  | {
    /** The end: the model as an .onnx file. */
    readonly kind: "done";
    readonly model: Uint8Array<ArrayBuffer>;
    readonly stopped: boolean;
    readonly imagesPerSecond: number;
  }
  | { readonly kind: "failed"; readonly error: SentError };
