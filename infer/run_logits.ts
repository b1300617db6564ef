// This module is browser compatible.
import { WeftError } from "../error.ts";
import { countImages, fillBatch, requireBatchSize } from "./image_batch.ts";
import type { Model } from "./load_model.ts";
import { outputRows } from "./output_rows.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../data/image.ts";

/** Options of running a classifier. */
export interface RunOptions {
  /** Images in a batch. Default 256; larger batches are not faster. */
  readonly batchSize?: number;
  /** True to return the embedding too. Default false. */
  readonly embedding?: boolean;
  /** Called after each batch with the number of images done. */
  readonly onProgress?: (done: number) => void;
  /** Called after each batch with the seconds that ONNX Runtime took. */
  readonly onRun?: (seconds: number) => void;
  /** Stops between two batches; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The outputs of a classifier for a set of images. */
export interface Logits {
  /** [count, classes]. Softmax turns them into probabilities. */
  readonly logits: Float32Array;
  /** [count, model.embeddingSize], with `embedding: true`. */
  readonly embedding?: Float32Array;
}

/**
 * Runs a classifier over any number of images, batch by batch through one buffer. A second buffer,
 * filled while the first is computed, would not be faster: onnxruntime-node computes on the thread
 * that calls it, and filling takes 1 % of the time (`runtimeShare` of `deno task infer --json`).
 *
 * @param model The classifier.
 * @param images [count,28,28]: grey levels 0..255 as bytes, or 0..1 as floats.
 * @throws {WeftError} `usage` when the length is not a multiple of 784, a float is outside 0..1, or
 * the model has no embedding or is closed; `model` when an output has another shape than the file
 * declares; `runtime` when ONNX Runtime cannot compute.
 *
 * @example
 * ```ts ignore
 * const { logits } = await runLogits(model, dataset.test.images, { batchSize: 512 });
 * ```
 */
export async function runLogits(
  model: Model,
  images: Uint8Array | Float32Array,
  options: RunOptions = {},
): Promise<Logits> {
  const { batchSize = 256, onProgress, onRun, signal } = options;
  const { session, labels } = model;
  const width = options.embedding ? embeddingSize(model) : 0;
  const count = countImages(images, "classify");
  requireBatchSize(batchSize, "classify");
  const logits = new Float32Array(count * labels.length);
  const embedding = new Float32Array(count * width);
  const fetches = width > 0 ? ["logits", "embedding"] : ["logits"];
  const buffer = new Float32Array(Math.min(batchSize, count) * IMAGE_PIXELS);
  for (let from = 0; from < count; from += batchSize) {
    signal?.throwIfAborted();
    const size = Math.min(batchSize, count - from);
    const batch = buffer.subarray(0, size * IMAGE_PIXELS);
    fillBatch(batch, images, from * IMAGE_PIXELS, "classify");
    const feeds = {
      image: new session.Tensor("float32", batch, [size, 1, IMAGE_SIDE, IMAGE_SIDE]),
    };
    const began = performance.now();
    const results = await session.run(feeds, fetches);
    onRun?.((performance.now() - began) / 1000);
    const rows = (output: string, length: number) =>
      outputRows(results, output, [size, length], model.name);
    logits.set(rows("logits", labels.length), from * labels.length);
    if (width > 0) embedding.set(rows("embedding", width), from * width);
    onProgress?.(from + size);
  }
  return width > 0 ? { logits, embedding } : { logits };
}

function embeddingSize(model: Model): number {
  if (model.embeddingSize !== undefined) return model.embeddingSize;
  throw new WeftError(
    "usage",
    `Cannot embed with ${model.name}: it has no output embedding`,
    "Export the model again with this version of weft",
  );
}
