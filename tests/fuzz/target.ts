import type { Random } from "./random.ts";

/** A reader or a rewrite that must stand any input. */
export interface Target {
  /** The description of what is read, in one line. */
  readonly title: string;
  /** Valid files, from which the inputs are made. */
  readonly seeds: () => Promise<readonly Uint8Array[]> | readonly Uint8Array[];
  /** Makes an input from a valid file. `seeds` are all of them. */
  readonly mutate: Mutation;
  /**
   * Reads an input. A WeftError refuses it, and so does the answer `false`; any other error is a
   * crash.
   *
   * @param folder A folder where the target may write files.
   * @param enter Called with the number of each phase, so that the end of the process can be told
   * to belong to one.
   */
  readonly read: (input: Uint8Array, folder: string, enter: (phase: number) => void) => unknown;
  /**
   * True when native code of ONNX Runtime reads the input. It may end the process, which is counted
   * and is no failure, except in a phase above 1.
   */
  readonly native?: true;
}

/** Makes an input from a valid file. */
export type Mutation = (
  random: Random,
  seed: Uint8Array,
  seeds: readonly Uint8Array[],
) => Uint8Array;
