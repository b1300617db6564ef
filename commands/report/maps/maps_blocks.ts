import { formatCount } from "../../../viz/figures/format.ts";
import { type Method, METHOD_TITLES } from "../../../viz/maps/computed_map.ts";
import { explainedVariance, mapComparison } from "../../../viz/mod.ts";
import { testImagesText } from "../captions.ts";
import { type Conclusion, conclusionList } from "../claims/claim.ts";
import { type Block, figureOf, type Inline, type Table, type Text } from "../document/document.ts";
import { fixed, percent } from "../format.ts";
import type { StageContext } from "../stages/stage.ts";
import { type TrainedRun, trainStageName } from "../training/trained_run.ts";
import { featuresTitle, PIXELS } from "./features.ts";
import { type MapPair, METHODS, PERPLEXITY, varianceShown } from "./make_maps.ts";

/**
 * The chapter on the maps.
 *
 * @param count The test images of each map.
 */
export function mapsBlocks(
  pairs: readonly MapPair[],
  conclusions: readonly Conclusion[],
  count: number,
  context: StageContext,
): Block[] {
  return [
    {
      kind: "paragraph",
      text:
        `PCA and t-SNE (perplexity ${PERPLEXITY}) map the same ${
          formatCount(count)
        } test images. ` +
        "The features are the pixels, and the embedding of each classifier: the activations " +
        "before its last layer. Neither method uses random numbers, so the maps are the same on " +
        "every machine. Neither method uses the classes.",
    },
    conclusionList(conclusions),
    ...pairs.flatMap((pair) => mapFigures(pair, count, context)),
    mapsTable(pairs, count),
  ];
}

/** The maps of one kind of features side by side, and the variance that PCA explains. */
function mapFigures(pair: MapPair, count: number, context: StageContext): Block[] {
  const { dataset } = context.options;
  const { name, maps } = pair;
  const { figure: title } = featuresTitle(name);
  const heading = { subtitle: testImagesText(dataset, count), synthetic: dataset.synthetic };
  return [
    figureOf(
      `maps-${name}`,
      (theme) =>
        mapComparison({
          ...heading,
          title: `${title}: PCA beside t-SNE`,
          theme,
          labels: dataset.test.labels.subarray(0, count),
          classes: dataset.classes,
          maps: METHODS.map((method) => ({
            title: METHOD_TITLES[method],
            coordinates: maps[method].coordinates,
            note: noteOf(method, pair),
          })),
        }),
      featuresCaption("PCA beside t-SNE.", pair, context),
    ),
    figureOf(
      `maps-${name}-variance`,
      (theme) =>
        explainedVariance({ explainedVarianceRatio: maps.pca.explainedVarianceRatio! }, {
          ...heading,
          title: `${title}: explained variance`,
          theme,
        }),
      featuresCaption("The variance that each principal component explains.", pair, context),
    ),
  ];
}

/** The scores below a map. */
function noteOf(method: Method, { maps }: MapPair): string {
  const { quality } = maps[method];
  return [
    `linear separability ${percent(quality.heldOutSeparability, 1)} (held out)`,
    `10-NN accuracy ${percent(quality.neighbourAccuracy, 1)}`,
    `silhouette ${fixed(quality.silhouette, 3)}`,
    `trustworthiness ${fixed(quality.trustworthiness, 3)}`,
    method === "pca"
      ? `${percent(varianceShown(maps.pca), 1)} of the variance`
      : `KL divergence ${maps.tsne.klDivergence!.toFixed(3)} nats`,
  ].join(" · ");
}

/** A caption that names the features, and the run that computed them. */
function featuresCaption(
  sentence: string,
  { name, dimensions }: MapPair,
  context: StageContext,
): Text {
  const text = `${sentence} Input: ${featuresTitle(name).text}, ${dimensions} numbers per image`;
  if (name === PIXELS) return `${text}.`;
  const run = context.data<TrainedRun>(trainStageName(name));
  const parts: Inline[] = [`${text}; run `, { code: run.name }, "."];
  return parts;
}

function mapsTable(pairs: readonly MapPair[], count: number): Table {
  const right = [
    ...["linear separability", "10-NN accuracy", "silhouette", "trustworthiness"],
    ...["continuity", "variance shown"],
  ];
  return {
    kind: "table",
    name: "maps",
    caption: `Maps of ${formatCount(count)} test images. Linear separability is the held-out ` +
      "accuracy of a linear classifier of the two coordinates, fitted to half of the points. " +
      "10-NN accuracy is the accuracy of a vote of the ten nearest neighbours in the map. The " +
      "silhouette measures how far apart the classes are, from −1 to 1. Trustworthiness measures " +
      "whether neighbours in the map are neighbours among the features, continuity the reverse.",
    columns: [
      ...["features", "map"].map((title) => ({ title })),
      ...right.map((title) => ({ title, align: "right" as const })),
    ],
    rows: pairs.flatMap(({ name, maps }) =>
      METHODS.map((method) => {
        const { quality } = maps[method];
        return [
          featuresTitle(name).figure,
          METHOD_TITLES[method],
          percent(quality.heldOutSeparability, 1),
          percent(quality.neighbourAccuracy, 1),
          fixed(quality.silhouette, 3),
          fixed(quality.trustworthiness, 3),
          fixed(quality.continuity, 3),
          method === "pca" ? percent(varianceShown(maps.pca), 1) : "–",
        ];
      })
    ),
  };
}
