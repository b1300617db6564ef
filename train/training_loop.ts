// This module is browser compatible.

import { nextChunkLength } from "./chunk_length.ts";

/** A training in epochs, whose steps run in chunks. Both `accelerate` and `trainRun` are one. */
export interface TrainingLoop<Chunk extends { readonly count: number }, Outputs> {
  readonly firstEpoch: number;
  readonly lastEpoch: number;
  /** Aimed time of a chunk. */
  readonly chunkMilliseconds: number;
  /** True when the training ends early. It is called before each epoch and each chunk. */
  isOver(): boolean;
  beginEpoch(epoch: number): Promise<void>;
  /** Returns the next chunk, of at most `most` steps; `undefined` at the end of the epoch. */
  nextChunk(most: number): Promise<Chunk | undefined>;
  /** Trains on a chunk. The time that it takes decides the length of the next chunk. */
  train(chunk: Chunk): Promise<Outputs>;
  endChunk(chunk: Chunk, outputs: Outputs, milliseconds: number): Promise<void>;
  /** Ends an epoch: after its last chunk, or before it when the training is over. */
  endEpoch(epoch: number): Promise<void>;
}

/**
 * Trains to the end of the last epoch, or until the training is over. The first chunk is a single
 * step, since its time is not known.
 */
export async function runTrainingLoop<Chunk extends { readonly count: number }, Outputs>(
  loop: TrainingLoop<Chunk, Outputs>,
): Promise<void> {
  let most = 1;
  for (let epoch = loop.firstEpoch; epoch <= loop.lastEpoch && !loop.isOver(); epoch++) {
    await loop.beginEpoch(epoch);
    most = await runChunks(loop, most);
    await loop.endEpoch(epoch);
  }
}

/** Runs the chunks of an epoch; returns the length of the next one. */
async function runChunks<Chunk extends { readonly count: number }, Outputs>(
  loop: TrainingLoop<Chunk, Outputs>,
  first: number,
): Promise<number> {
  let most = first;
  while (!loop.isOver()) {
    const chunk = await loop.nextChunk(most);
    if (!chunk) break;
    const started = performance.now();
    const outputs = await loop.train(chunk);
    const milliseconds = performance.now() - started;
    const next = nextChunkLength(chunk.count, milliseconds, loop.chunkMilliseconds);
    // A chunk at the end of an epoch is shorter than it may be: it is no reason for shorter ones.
    const isShort = chunk.count < most && milliseconds < loop.chunkMilliseconds;
    most = isShort ? Math.max(most, next) : next;
    await loop.endChunk(chunk, outputs, milliseconds);
  }
  return most;
}
