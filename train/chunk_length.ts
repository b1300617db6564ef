// This module is browser compatible.

import { sizeOf } from "../compiler/graph.ts";
import type { CompiledStep } from "../compiler/mod.ts";

/** Aimed time of a chunk: short enough for a live display, long enough to cost nothing. */
const CHUNK_MS = 500;
/** Most bytes of a chunk's inputs. They are taken twice: here, and in the device's memory. */
const CHUNK_BYTES = 64 * 2 ** 20;

/** Number of steps whose inputs, without the state, fit into a chunk. */
export function longestChunk({ inputs }: Pick<CompiledStep, "inputs">): number {
  const bytes = inputs.reduce(
    (sum, { type, shape }) => sum + sizeOf(shape as number[]) * (type === "uint8" ? 1 : 4),
    0,
  );
  return Math.max(1, Math.floor(CHUNK_BYTES / bytes));
}

/** Number of steps of the next chunk, after `count` steps that took `milliseconds`. */
export function nextChunk(count: number, milliseconds: number, longest: number): number {
  return Math.max(1, Math.min(longest, Math.round(CHUNK_MS * count / milliseconds)));
}
