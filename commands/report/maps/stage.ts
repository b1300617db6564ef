import { join } from "node:path";
import { loadModel } from "../../../infer/load_model.ts";
import { runLogits } from "../../../infer/run_logits.ts";
import { runFiles } from "../../../train/run_files.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { ENGINES } from "../../../viz/maps/engines.ts";
import {
  type FeatureSet,
  type MadeMap,
  type Method,
  METHOD_TITLES,
} from "../../../viz/maps/made_map.ts";
import { measureMap } from "../../../viz/maps/measure.ts";
import { explainedVariance, mapComparison, type Quality } from "../../../viz/mod.ts";
import { conclude, type Conclusion, conclusionList } from "../claims/claim.ts";
import { type Block, figureOf, type Inline, type Table, type Text } from "../document.ts";
import type { Stage, StageContext, StageResult, Study } from "../stage.ts";
import { type TrainedRun, trainingStage } from "../trained_run.ts";
import { fixed, percent, testImages } from "../words.ts";
import { type FeatureMaps, FEATURES, type FeaturesName, MAP_CLAIMS } from "./claims.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

/** The stage of the maps. */
export const MAPS_STAGE = "maps";

/** What it finds. */
export interface SeenMaps {
  readonly maps: Readonly<Record<FeaturesName, FeatureMaps>>;
  readonly conclusions: readonly Conclusion[];
}

/**
 * Test images of each map: t-SNE of 10,000 takes seconds, measuring it in all its features ten
 * times as long.
 */
const POINTS = { full: 10_000, quick: 1_500 } as const;
const METHODS: readonly Method[] = ["pca", "tsne"];
const PERPLEXITY = 30;
/** Progress: reading features, then for each kind making and measuring its maps. */
const READING = 0.05;

/** What the kinds of features are called in sentences and on figures. */
const TITLES: Readonly<Record<FeaturesName, { readonly text: string; readonly figure: string }>> = {
  pixels: { text: "the pixels", figure: "Pixels" },
  lenet: { text: "LeNet's features", figure: "LeNet's features" },
  "lenet-modified": { text: "the modified LeNet's features", figure: "Modified LeNet's features" },
};

const isModel = (name: FeaturesName) => name !== "pixels";

/** A stage that draws PCA beside t-SNE of the same features, and says what the maps show. */
export function mapsStage(study: Study): Stage {
  const most = study.quick ? POINTS.quick : POINTS.full;
  const count = Math.min(most, study.dataset.test.count);
  return {
    name: MAPS_STAGE,
    title: "PCA beside t-SNE",
    weight: study.quick ? 8 : 75,
    needs: FEATURES.filter(isModel).map(trainingStage),
    chapter: "maps",
    settings: { count, perplexity: PERPLEXITY, hashes: study.dataset.hashes },
    run: (context) => seeMaps(count, context),
  };
}

/** A map and how good it is. */
interface Measured extends MadeMap {
  readonly quality: Quality;
}

/** What was made of one kind of features. */
interface Made {
  readonly name: FeaturesName;
  readonly dimensions: number;
  readonly maps: Readonly<Record<Method, Measured>>;
}

async function seeMaps(count: number, context: StageContext): Promise<StageResult> {
  const { dataset } = context.study;
  const labels = dataset.test.labels.subarray(0, count);
  const made: Made[] = [];
  for (const [i, name] of FEATURES.entries()) {
    const from = READING + (1 - READING) * i / FEATURES.length;
    const progress = (share: number, note: string) =>
      context.progress(from + share * (1 - READING) / FEATURES.length, note);
    const features = await featuresOf(name, count, context);
    const maps = {} as Record<Method, Measured>;
    for (const [turn, method] of METHODS.entries()) {
      const what = `${METHOD_TITLES[method]} of ${TITLES[name].text}`;
      const map = await ENGINES.weft.make(method, features, {
        ...{ count, perplexity: PERPLEXITY, signal: context.signal },
        onProgress: ({ iteration, iterations }) =>
          progress((turn + 0.3 * iteration / iterations) / METHODS.length, what),
      });
      progress((turn + 0.3) / METHODS.length, `measuring ${what}`);
      const { values, dimensions } = features;
      const { coordinates } = map;
      const work = { features: values, coordinates, labels, options: { count, dimensions } };
      maps[method] = { ...map, quality: await measureMap(work, context.signal) };
    }
    made.push({ name, dimensions: features.dimensions, maps });
  }
  const maps = Object.fromEntries(made.map(({ name, maps }): [string, FeatureMaps] => [name, {
    title: TITLES[name].text,
    pca: maps.pca.quality,
    tsne: maps.tsne.quality,
    explained: shareOfTwo(maps.pca),
  }])) as Record<FeaturesName, FeatureMaps>;
  const conclusions = conclude(MAP_CLAIMS, { maps, count });
  const data: SeenMaps = { maps, conclusions };
  return { data, blocks: blocksOf(made, conclusions, count, context) };
}

/** The share of the variance that a map of PCA shows. */
function shareOfTwo({ explainedVarianceRatio }: MadeMap): number {
  return explainedVarianceRatio![0]! + explainedVarianceRatio![1]!;
}

/** What a kind of features is of the first test images. */
async function featuresOf(
  name: FeaturesName,
  count: number,
  context: StageContext,
): Promise<FeatureSet> {
  const { study, signal } = context;
  const images = study.dataset.test.images.subarray(0, count * IMAGE_PIXELS);
  if (!isModel(name)) {
    return { name: "pixels", title: "pixels", values: images, dimensions: IMAGE_PIXELS };
  }
  const { folder } = context.data<TrainedRun>(trainingStage(name));
  const options = { backend: study.backend, threads: study.threads };
  const model = await loadModel(join(folder, runFiles.model), options);
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

function blocksOf(
  made: readonly Made[],
  conclusions: readonly Conclusion[],
  count: number,
  context: StageContext,
): Block[] {
  const { dataset } = context.study;
  const heading = { subtitle: testImages(dataset, count), synthetic: dataset.synthetic };
  const labels = dataset.test.labels.subarray(0, count);
  return [
    {
      kind: "paragraph",
      text:
        `The same ${
          formatCount(count)
        } test images, mapped by PCA and by t-SNE (perplexity ${PERPLEXITY}): their pixels, and ` +
        "what each classifier makes of them in the layer before its last. Neither method draws random numbers: the maps are " +
        "the same on every machine. Neither is told the classes.",
    },
    conclusionList(conclusions),
    ...made.flatMap((one): Block[] => [
      figureOf(
        `maps-${one.name}`,
        (theme) =>
          mapComparison({
            ...heading,
            title: `${TITLES[one.name].figure}: PCA beside t-SNE`,
            theme,
            labels,
            classes: dataset.classes,
            maps: METHODS.map((method) => ({
              title: METHOD_TITLES[method],
              coordinates: one.maps[method].coordinates,
              note: noteOf(method, one),
            })),
          }),
        ofFeatures(one, "PCA beside t-SNE.", context),
      ),
      figureOf(
        `maps-${one.name}-variance`,
        (theme) =>
          explainedVariance({ explainedVarianceRatio: one.maps.pca.explainedVarianceRatio! }, {
            ...heading,
            title: `${TITLES[one.name].figure}: explained variance`,
            theme,
          }),
        ofFeatures(one, "How much of the variance each principal component explains.", context),
      ),
    ]),
    mapsTable(made, count),
  ];
}

/** What stands below a map. */
function noteOf(method: Method, { maps }: Made): string {
  const { quality } = maps[method];
  return [
    `linear separability ${percent(quality.heldOutSeparability, 1)} (held out)`,
    `10-NN accuracy ${percent(quality.neighbourAccuracy, 1)}`,
    `silhouette ${fixed(quality.silhouette, 3)}`,
    `trustworthiness ${fixed(quality.trustworthiness, 3)}`,
    method === "pca"
      ? `${percent(shareOfTwo(maps.pca), 1)} of the variance`
      : `KL divergence ${maps.tsne.klDivergence!.toFixed(3)} nats`,
  ].join(" · ");
}

function ofFeatures({ name, dimensions }: Made, what: string, context: StageContext): Text {
  const text = `${what} Made of ${TITLES[name].text}, ${dimensions} numbers an image`;
  if (!isModel(name)) return `${text}.`;
  const run = context.data<TrainedRun>(trainingStage(name));
  const marks: Inline[] = [`${text}; run `, { code: run.name }, "."];
  return marks;
}

function mapsTable(made: readonly Made[], count: number): Table {
  const right = ["linear separability", "10-NN accuracy", "silhouette", "trustworthiness"]
    .concat(["continuity", "variance shown"]);
  return {
    kind: "table",
    name: "maps",
    caption:
      `Maps of ${
        formatCount(count)
      } test images. Linear separability is the accuracy of a linear classifier of the two ` +
      "coordinates that was fitted to half of the points, on the other half; 10-NN accuracy that of a vote of the ten nearest " +
      "neighbours in the map. The silhouette says how far apart classes lie, from −1 to 1; trustworthiness whether neighbours " +
      "in the map are neighbours among the features, continuity the reverse.",
    columns: [
      ...["features", "map"].map((title) => ({ title })),
      ...right.map((title) => ({ title, align: "right" as const })),
    ],
    rows: made.flatMap(({ name, maps }) =>
      METHODS.map((method) => {
        const { quality } = maps[method];
        return [
          TITLES[name].figure,
          METHOD_TITLES[method],
          percent(quality.heldOutSeparability, 1),
          percent(quality.neighbourAccuracy, 1),
          fixed(quality.silhouette, 3),
          fixed(quality.trustworthiness, 3),
          fixed(quality.continuity, 3),
          method === "pca" ? percent(shareOfTwo(maps.pca), 1) : "–",
        ];
      })
    ),
  };
}
