/** The arguments of a worker, as JSON. */
export interface WorkerArguments {
  /** The module with the table of targets, relative to this folder. */
  readonly module: string;
  readonly target: string;
  readonly seed: number;
  /** The number of the first input. */
  readonly from: number;
  /** The number of inputs at most. */
  readonly count: number;
  readonly seconds: number;
  /** A folder for the crumb and the files of the target. */
  readonly folder: string;
}

/**
 * A new kind of crash, an input that took long, too much memory for one input, or the end of the
 * work before input number `next`, as a line of JSON.
 */
export type WorkerMessage =
  | { readonly kind: "crash" | "hang"; readonly index: number; readonly message: string }
  | { readonly kind: "memory"; readonly message: string }
  | { readonly kind: "end"; readonly next: number };

/** An input that takes longer is a hang, in milliseconds. */
export const HANG_MS = 5000;
