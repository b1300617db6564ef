import { createProgress } from "../../cli/progress.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { type Classification, classifyLogits } from "../../infer/classify.ts";
import { evaluate } from "../../infer/evaluate.ts";
import type { Model } from "../../infer/load_model.ts";
import type { ReadSplit } from "../../infer/inputs/read_split.ts";
import { runLogits } from "../../infer/run_logits.ts";
import type { FeatureSet } from "../../viz/maps/made_map.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** What a model sees in images. */
export interface Seen {
  /** What maps are made of: the embeddings, and the pixels where they were asked for. */
  readonly features: readonly FeatureSet[];
  /** What it takes each image for. */
  readonly predictions: readonly Classification[];
  /** The share that is right, 0 to 1. */
  readonly accuracy: number;
}

/**
 * Runs a classifier over a split for its embeddings, predictions and accuracy.
 *
 * @throws {WeftError} `usage` where the model has no embeddings, or of a single number, of which
 * there is no map.
 *
 * @example
 * ```ts ignore
 * const { features, accuracy } = await seeImages(model, split, { pixels: true }, context);
 * ```
 */
export async function seeImages(
  model: Model,
  { images, labels, count }: ReadSplit,
  { pixels }: { readonly pixels: boolean },
  { stderr, signal }: CommandContext,
): Promise<Seen> {
  const bar = createProgress({
    label: "Embedding",
    total: count,
    unit: "images",
    terminal: stderr,
  });
  const onProgress = (done: number) => bar.update(done);
  const { logits, embedding } = await runLogits(model, images, {
    embedding: true,
    signal,
    onProgress,
  });
  bar.end();
  const dimensions = model.embeddingSize!;
  if (dimensions < 2) {
    throw new WeftError(
      "usage",
      `Cannot draw maps of ${model.name}: its embeddings are single numbers`,
      "Take a model whose layer before the last has two units or more",
    );
  }
  const { accuracy } = evaluate(logits, labels, model.labels);
  const features: FeatureSet[] = [
    { name: "embedding", title: "embeddings", values: embedding!, dimensions },
  ];
  if (pixels) {
    features.push({ name: "pixels", title: "pixels", values: images, dimensions: IMAGE_PIXELS });
  }
  return { features, predictions: classifyLogits(logits, model.labels), accuracy };
}
