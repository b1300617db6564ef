// This module is browser compatible.
import { type ImageCaption, imageGrid } from "../../viz/mod.ts";
import type { Prediction } from "../outputs/format_predictions.ts";
import { type ClassifiedImages, figureHeading } from "./classified_images.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** The images of a class, or all images when the classes are not known. */
export interface ImageGroup {
  /** Its name in index.html. */
  readonly title: string;
  /** The numbers of its images. */
  readonly indices: readonly number[];
  /** The number of mistakes; `undefined` when the truth is not known. */
  readonly mistakes: number | undefined;
  /** Its pages, in order. */
  readonly pages: readonly Page[];
}

/** A figure with some images of a group. */
export interface Page {
  /** The path of its files in the set, without the ending. */
  readonly path: string;
  readonly title: string;
  /** The numbers of its images. */
  readonly indices: readonly number[];
}

const COLUMNS = 12;
/** The most images of a page: more would take long to draw and to scroll through. */
const PAGE_IMAGES = 25 * COLUMNS;
/** The most images of the figure of mistakes. */
const MISTAKES = 8 * COLUMNS;

/**
 * Divides the images of a set into groups and pages. When the truth is known there is a group for
 * each class, ordered by the probability of that class from low to high: the most confident
 * mistakes come first, the most confident right predictions last. Otherwise one group has all
 * images in their order.
 *
 * @example
 * ```ts
 * const result = { label: "Bag", index: 0, probability: 1, probabilities: Float32Array.of(1, 0) };
 * const [bag, coat] = groupImages({
 *   ...{ model: "LeNet", source: "two images", synthetic: false },
 *   classes: ["Bag", "Coat"],
 *   images: new Uint8Array(2 * 784),
 *   predictions: [
 *     { ...result, image: "0", truth: "Coat" },
 *     { ...result, image: "1", truth: "Bag" },
 *   ],
 * });
 * console.assert(bag!.title === "Bag" && bag!.mistakes === 0 && coat!.indices[0] === 0);
 * ```
 */
export function groupImages({ classes, predictions }: ClassifiedImages): ImageGroup[] {
  const all = predictions.map((_, i) => i);
  if (predictions.some(({ truth }) => truth === undefined)) {
    return [groupOf("All images", "images", all, undefined)];
  }
  return classes.map((name, number) => {
    const probability = (i: number) => predictions[i]!.probabilities[number]!;
    const indices = all.filter((i) => predictions[i]!.truth === name)
      .sort((a, b) => probability(a) - probability(b) || a - b);
    const mistakes = indices.filter((i) => predictions[i]!.label !== name).length;
    return groupOf(name, `${number}-${slug(name)}`, indices, mistakes);
  }).filter(({ indices }) => indices.length > 0);
}

function groupOf(
  title: string,
  file: string,
  indices: readonly number[],
  mistakes: number | undefined,
): ImageGroup {
  const count = Math.ceil(indices.length / PAGE_IMAGES);
  // All pages but the last have full rows, and pages are about equally long.
  const size = Math.ceil(indices.length / count / COLUMNS) * COLUMNS;
  const pages = Array.from({ length: Math.ceil(indices.length / size) }, (_, i) => ({
    path: `images/${file}-${String(i + 1).padStart(2, "0")}`,
    title: count > 1 ? `${title}, page ${i + 1} of ${Math.ceil(indices.length / size)}` : title,
    indices: indices.slice(i * size, (i + 1) * size),
  }));
  return { title, indices, mistakes, pages };
}

/**
 * Draws a page: each image with the predicted class, its probability, and the true class when it
 * differs.
 */
export function drawPage(set: ClassifiedImages, { title, indices }: Page): string {
  const note = set.evaluation &&
    "By the probability of the true class, the least first. A cross marks a mistake.";
  return drawImages(set, title, indices, note);
}

/**
 * Draws the worst mistakes, which are those with the highest probabilities.
 *
 * @returns The figure as SVG; `undefined` when there are no mistakes or the truth is not known.
 */
export function drawMistakes(set: ClassifiedImages): string | undefined {
  const { predictions } = set;
  const mistakes = predictions.flatMap(({ truth, label }, i) =>
    truth !== undefined && truth !== label ? [i] : []
  ).sort((a, b) => predictions[b]!.probability - predictions[a]!.probability || a - b);
  if (mistakes.length === 0) return undefined;
  const shown = mistakes.slice(0, MISTAKES);
  const which = shown.length < mistakes.length
    ? `The ${shown.length} most confident of ${mistakes.length} mistakes`
    : mistakes.length === 1
    ? "The only mistake"
    : `All ${mistakes.length} mistakes, the most confident first`;
  return drawImages(set, "its worst mistakes", shown, `${which}.`);
}

function drawImages(
  set: ClassifiedImages,
  title: string,
  indices: readonly number[],
  note: string | undefined,
): string {
  const images = new Uint8Array(indices.length * IMAGE_PIXELS);
  indices.forEach((index, i) => {
    images.set(
      set.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS),
      i * IMAGE_PIXELS,
    );
  });
  return imageGrid(images, {
    ...figureHeading(set, title),
    columns: COLUMNS,
    captions: indices.map((index) => caption(set.predictions[index]!)),
    ...note === undefined ? {} : { note },
  });
}

function caption({ image, label, probability, truth }: Prediction): ImageCaption {
  // Images of a data set are named by numbers, others by the path of their file.
  const name = truth === undefined ? image.split(/[/\\]/).at(-1)! : `#${image}`;
  return { name, predicted: label, probability, ...truth === undefined ? {} : { truth } };
}

/** Turns the name of a class into a part of a file name. */
function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "class";
}
