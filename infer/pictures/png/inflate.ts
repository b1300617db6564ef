// This module is browser compatible.
import { Unzlib } from "fflate";
import type { RowPlacer } from "./place_rows.ts";

/** Bytes for a decompressor at a time. It makes at most 1,032 times as many of them. */
const SLICE = 65_536;

/**
 * Decompresses a zlib stream into rows, and stops when they are complete. The host's decompressor
 * is four times as fast as fflate's, but refuses a stream that is cut short or goes on after its
 * end, and drops what it has; then fflate begins again.
 *
 * @param parts The stream, in pieces.
 * @param place Makes a placer for the rows.
 * @returns A placer that has the rows which are in the stream.
 * @throws {Error} When the stream or a row is damaged.
 */
export async function inflate(
  parts: readonly Uint8Array[],
  place: () => RowPlacer,
): Promise<RowPlacer> {
  const placer = place();
  await inflateByHost(parts, placer).catch(() => {}); // fflate finds the same damage
  if (placer.isDone()) return placer;
  const again = place();
  const decompressor = new Unzlib((bytes) => again.push(bytes));
  for (const slice of slicesOf(parts)) {
    decompressor.push(slice);
    if (again.isDone()) break;
  }
  return again;
}

async function inflateByHost(parts: readonly Uint8Array[], placer: RowPlacer): Promise<void> {
  const slices = slicesOf(parts);
  const source = new ReadableStream<BufferSource>({
    pull(controller) {
      const { value, done } = slices.next();
      if (done) controller.close();
      else controller.enqueue(value.slice());
    },
  });
  const reader = source.pipeThrough(new DecompressionStream("deflate")).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    placer.push(value);
    if (placer.isDone()) return await reader.cancel();
  }
}

function* slicesOf(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const part of parts) {
    for (let at = 0; at < part.length; at += SLICE) yield part.subarray(at, at + SLICE);
  }
}
