// This module is browser compatible.

import { sizeOf } from "../compiler/graph.ts";
import type { CompiledStep } from "../compiler/mod.ts";

/**
 * How long a chunk of steps should take: often enough for a live display, seldom enough to cost
 * nothing.
 */
const CHUNK_MS = 500;
/**
 * What a chunk's inputs may take, twice over: once here and once where they are copied to, such as
 * a card's memory.
 */
const CHUNK_BYTES = 64 * 2 ** 20;

/** How many steps fit into a chunk's memory: all that goes into them, their state aside. */
export function longestChunk({ inputs }: Pick<CompiledStep, "inputs">): number {
  const bytes = inputs.reduce(
    (sum, { type, shape }) => sum + sizeOf(shape as number[]) * (type === "uint8" ? 1 : 4),
    0,
  );
  return Math.max(1, Math.floor(CHUNK_BYTES / bytes));
}

/**
 * How many steps the next chunk should have, where `count` of them have just taken `milliseconds`.
 */
export function nextChunk(count: number, milliseconds: number, longest: number): number {
  return Math.max(1, Math.min(longest, Math.round(CHUNK_MS * count / milliseconds)));
}
