// This module is browser compatible.
import type { WebBackend } from "../../inference/client.ts";
import type { SentError } from "../../sent_error.ts";

/** The images of a training and its settings. */
export interface TrainOptions {
  readonly backend: WebBackend;
  /** Threads on WebAssembly. With one, the file has the same bytes in every host. */
  readonly threads: number;
  /** [count,28,28] grey levels 0..255. */
  readonly images: Uint8Array;
  /** [count]. */
  readonly labels: Uint8Array;
  readonly count: number;
  /** The number of images, from the last, that are held out to test the model. */
  readonly heldOut: number;
  readonly classes: readonly string[];
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
  /** The name of the data set, for the metadata of the file. */
  readonly dataset: string;
}

/** A message from the page to the worker. `start` is sent once; `stop` ends the training early. */
export type TrainRequest =
  | { readonly kind: "start"; readonly options: TrainOptions }
  | { readonly kind: "stop" };

/** A message from the worker to the page. */
export type TrainResponse =
  | {
    /** The training step was traced and compiled. */
    readonly kind: "compiled";
    readonly parameters: number;
    readonly milliseconds: number;
  }
  | {
    /** Some steps were done; the scores are their means. */
    readonly kind: "steps";
    /** The number of images so far, in all epochs. */
    readonly images: number;
    /** The number of images of the whole training. */
    readonly total: number;
    readonly loss: number;
    readonly accuracy: number;
  }
  | {
    /** An epoch was done: the scores and the predicted classes of the held-out images. */
    readonly kind: "epoch";
    readonly epoch: number;
    readonly loss: number;
    readonly accuracy: number;
    readonly predictions: Uint8Array;
  }
  | {
    /** The training ended: the model as an .onnx file. */
    readonly kind: "done";
    readonly model: Uint8Array<ArrayBuffer>;
    readonly stopped: boolean;
    readonly imagesPerSecond: number;
  }
  | { readonly kind: "failed"; readonly error: SentError };
