// This module is browser compatible.

import { sizeOf } from "../compiler/graph.ts";
import type { CompiledStep } from "../compiler/mod.ts";

/** Most bytes of a chunk's inputs. They are taken twice: here, and in the device's memory. */
const CHUNK_BYTES = 64 * 2 ** 20;
/** Shorter times count as this one: the clocks of browsers are coarse. */
const LEAST_MS = 20;

/** Number of steps whose inputs, without the state, fit into a chunk. */
export function longestChunk({ inputs }: Pick<CompiledStep, "inputs">): number {
  const bytes = inputs.reduce(
    (sum, { type, shape }) => sum + sizeOf(shape as number[]) * (type === "uint8" ? 1 : 4),
    0,
  );
  return Math.max(1, Math.floor(CHUNK_BYTES / bytes));
}

/** Number of steps that fill the aimed time, after `count` steps that took `milliseconds`. */
export function nextChunkLength(count: number, milliseconds: number, aimed: number): number {
  return Math.max(1, Math.round(aimed * count / Math.max(milliseconds, LEAST_MS)));
}
