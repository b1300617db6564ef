import type { ChosenBackend } from "../../runtime/backends.ts";
import { difference, disagreements } from "./compare.ts";
import type { Pair } from "./parity.ts";
import { REFERENCE } from "./runtimes.ts";

/** An output of a model in a runtime. */
export interface OutputArray {
  readonly model: string;
  readonly runtime: string;
  readonly backend: ChosenBackend;
  readonly output: string;
  /** [rows, width]. */
  readonly values: Float32Array;
  readonly width: number;
}

/**
 * Compares each array with the reference's. Arrays of WebAssembly are also compared with those of
 * the first runtime that has WebAssembly.
 *
 * @param arrays In the order of the runtimes, the reference first where it ran.
 */
export function pairsOf(arrays: readonly OutputArray[]): Pair[] {
  const pairs: Pair[] = [];
  for (const [i, one] of arrays.entries()) {
    const earlier = arrays.slice(0, i)
      .filter(({ model, output }) => model === one.model && output === one.output);
    const reference = earlier.find(({ runtime }) => runtime === REFERENCE);
    const wasm = one.backend === "wasm" && earlier.find(({ backend }) => backend === "wasm");
    for (const other of [reference, wasm]) if (other) pairs.push(compare(one, other));
  }
  return pairs;
}

function compare(
  { model, output, backend, runtime, values, width }: OutputArray,
  other: OutputArray,
): Pair {
  const found = difference(values, other.values, width);
  return {
    ...{ model, output, backend, runtime, against: other.runtime },
    ...found,
    ...output === "logits" &&
      { disagreements: disagreements(values, other.values, width, found.magnitude) },
  };
}
