import { join } from "node:path";
import { IMAGE_PIXELS } from "../../../data/image.ts";
import { loadModel } from "../../../infer/load_model.ts";
import { runLogits } from "../../../infer/run_logits.ts";
import { runFiles } from "../../../train/run_files.ts";
import { IMPLEMENTATIONS } from "../../../viz/maps/implementations.ts";
import {
  type ComputedMap,
  type FeatureSet,
  type Method,
  METHOD_TITLES,
} from "../../../viz/maps/computed_map.ts";
import { measureMap } from "../../../viz/maps/measure.ts";
import type { Quality } from "../../../viz/mod.ts";
import type { StageContext } from "../stages/stage.ts";
import { type TrainedRun, trainStageName } from "../training/trained_run.ts";
import { FEATURES, featuresTitle, PIXELS } from "./features.ts";

/** The methods of the maps, in the order of the figures. */
export const METHODS: readonly Method[] = ["pca", "tsne"];
/** The perplexity of t-SNE. */
export const PERPLEXITY = 30;
/** The share of the progress before the first map. */
const READING = 0.05;
/** The part of a map's time that its computation takes; measuring its quality takes the rest. */
const COMPUTING = 0.3;

/** A map and its quality. */
interface MeasuredMap extends ComputedMap {
  readonly quality: Quality;
}

/** The maps of one kind of features by both methods. */
export interface MapPair {
  /** The kind of features, one of {@linkcode FEATURES}. */
  readonly name: string;
  /** Numbers of an image. */
  readonly dimensions: number;
  readonly maps: Readonly<Record<Method, MeasuredMap>>;
}

/**
 * Maps the first `count` test images by PCA and t-SNE, for each kind of features, and measures the
 * maps.
 *
 * @throws The signal's reason when it is aborted.
 */
export async function makeMaps(count: number, context: StageContext): Promise<MapPair[]> {
  const labels = context.options.dataset.test.labels.subarray(0, count);
  const pairs: MapPair[] = [];
  for (const [i, name] of FEATURES.entries()) {
    const from = READING + (1 - READING) * i / FEATURES.length;
    const progress = (share: number, note: string) =>
      context.progress(from + share * (1 - READING) / FEATURES.length, note);
    const features = await featuresOf(name, count, context);
    const maps = {} as Record<Method, MeasuredMap>;
    for (const [turn, method] of METHODS.entries()) {
      const title = `${METHOD_TITLES[method]} of ${featuresTitle(name).text}`;
      const map = await IMPLEMENTATIONS.weft.compute(method, features, {
        ...{ count, perplexity: PERPLEXITY, signal: context.signal },
        onProgress: ({ iteration, iterations }) =>
          progress((turn + COMPUTING * iteration / iterations) / METHODS.length, title),
      });
      progress((turn + COMPUTING) / METHODS.length, `measuring ${title}`);
      const { values, dimensions } = features;
      const { coordinates } = map;
      const work = { features: values, coordinates, labels, options: { count, dimensions } };
      maps[method] = { ...map, quality: await measureMap(work, context.signal) };
    }
    pairs.push({ name, dimensions: features.dimensions, maps });
  }
  return pairs;
}

/** The share of the variance that a map by PCA shows, 0 to 1. */
export function varianceShown({ explainedVarianceRatio }: ComputedMap): number {
  return explainedVarianceRatio![0]! + explainedVarianceRatio![1]!;
}

/** One kind of features of the first test images. */
async function featuresOf(
  name: string,
  count: number,
  context: StageContext,
): Promise<FeatureSet> {
  const { options, signal } = context;
  const images = options.dataset.test.images.subarray(0, count * IMAGE_PIXELS);
  if (name === PIXELS) {
    return { name: "pixels", title: "pixels", values: images, dimensions: IMAGE_PIXELS };
  }
  const { folder } = context.data<TrainedRun>(trainStageName(name));
  const { backend, threads } = options;
  const model = await loadModel(join(folder, runFiles.model), { backend, threads });
  try {
    const { embedding } = await runLogits(model, images, { embedding: true, signal });
    return {
      ...{ name: "embedding", title: "embeddings", values: embedding! },
      dimensions: model.embeddingSize!,
    };
  } finally {
    await model.close();
  }
}
