// This module is browser compatible.
import { csvText } from "../../cli/csv.ts";
import { explainedVariance } from "../figures/explained_variance.ts";
import { formatPercent } from "../figures/format.ts";
import type { MapOptions } from "../figures/point_map.ts";
import { scatter } from "../figures/scatter.ts";
import { thumbnailMap } from "../figures/thumbnail_map.ts";
import { type MeasuredMap, METHOD_TITLES, NEIGHBOURS } from "./made_map.ts";

/** The images that a map is of, and what figures say of them. */
export interface MapImages {
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  /** Class numbers, [count]. */
  readonly labels: Uint8Array;
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** What figures call the model. */
  readonly model: string;
  /** Where the images come from, such as `Fashion-MNIST, 10,000 test images`. */
  readonly source: string;
  /** The accuracy of the model on them, 0 to 1. */
  readonly accuracy: number;
  /** Whether they were drawn by code. */
  readonly synthetic: boolean;
}

/** What is drawn and written of one map, by name without the ending. */
export interface MapFiles {
  /** Figures, as SVG. */
  readonly figures: readonly (readonly [name: string, svg: string])[];
  /** index, x, y, label, class. */
  readonly csv: readonly [name: string, text: string];
}

/**
 * Draws a map as dots and as thumbnails, for PCA also the explained variance, and writes its
 * coordinates as CSV.
 *
 * @param name What the files are called, such as `tsne-embedding`.
 * @param engine Who made the map, where that is not weft.
 */
export function mapFiles(
  name: string,
  map: MeasuredMap,
  images: MapImages,
  engine?: string,
): MapFiles {
  const { explainedVarianceRatio: shares } = map;
  const { labels, classes, synthetic } = images;
  const heading = { ...headingOf(map, images, METHOD_TITLES[map.method]), synthetic };
  const axis = (i: number) => `PC ${i + 1} (${formatPercent(shares![i]!, 1)} of the variance)`;
  const options: MapOptions = {
    ...heading,
    labels,
    classes,
    note: [engine === undefined ? [] : `by ${engine}`, ...remarks(map)].flat().join(" · "),
    ...shares && { axes: [axis(0), axis(1)] },
  };
  const variance = { ...headingOf(map, images, "explained variance"), synthetic };
  return {
    figures: [
      [name, scatter(map, options)],
      [`${name}-images`, thumbnailMap(map, images.images, options)],
      ...shares
        ? [
          [
            `${name}-variance`,
            explainedVariance({ explainedVarianceRatio: shares }, variance),
          ] as const,
        ]
        : [],
    ],
    csv: [name, coordinatesCsv(map.coordinates, labels, classes)],
  };
}

/** Maps of pixels have nothing to do with the model. */
function headingOf(
  { features }: MeasuredMap,
  { model, source, accuracy }: MapImages,
  what: string,
) {
  if (features.name === "pixels") {
    return { title: `${what} of ${features.title}`, subtitle: source };
  }
  return {
    title: `${model}: ${what} of its ${features.title}`,
    subtitle: `${source} · accuracy ${formatPercent(accuracy, 2)}`,
  };
}

/** How the map was made and how good it is. */
function remarks({ perplexity, iterations, klDivergence, quality }: MeasuredMap): string[] {
  const made = klDivergence === undefined ? [] : [
    `perplexity ${Number(perplexity!.toFixed(2))}, ${iterations} iterations`,
    `KL divergence ${klDivergence.toFixed(3)} nats`,
  ];
  return [
    ...made,
    `trustworthiness ${quality.trustworthiness.toFixed(3)}`,
    `continuity ${quality.continuity.toFixed(3)}`,
    `${NEIGHBOURS}-NN accuracy ${formatPercent(quality.neighbourAccuracy, 1)}`,
    `linear separability ${formatPercent(quality.linearSeparability, 1)}`,
  ];
}

/** Nine digits tell every two float32 numbers apart. */
function coordinatesCsv(
  coordinates: Float32Array,
  labels: Uint8Array,
  classes: readonly string[],
): string {
  const number = (value: number) => String(Number(value.toPrecision(9)));
  return csvText([
    ["index", "x", "y", "label", "class"],
    ...Array.from(labels, (label, i) => [
      String(i),
      number(coordinates[2 * i]!),
      number(coordinates[2 * i + 1]!),
      String(label),
      classes[label]!,
    ]),
  ]);
}
