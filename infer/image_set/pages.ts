// This module is browser compatible.
import { type ImageCaption, imageGrid } from "../../viz/mod.ts";
import type { Prediction } from "../outputs/format_predictions.ts";
import { type ClassifiedImages, figureHeading } from "./classified_images.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** Images that belong together: a class, or all that were given. */
export interface ImageGroup {
  /** What to call it. */
  readonly title: string;
  /** Where its images stand among all. */
  readonly indices: readonly number[];
  /** How many of them were mistaken; `undefined` where the truth is not known. */
  readonly mistakes: number | undefined;
  /** Its pages, in order. */
  readonly pages: readonly Page[];
}

/** One figure of images. */
export interface Page {
  /** The path of its files in the set, without the ending. */
  readonly path: string;
  /** What it shows. */
  readonly title: string;
  /** Where its images stand among all. */
  readonly indices: readonly number[];
}

const COLUMNS = 12;
/** Images of a page at most: more would take long to draw and to scroll through. */
const PAGE = 25 * COLUMNS;
const GALLERY = 8 * COLUMNS;

/**
 * Divides the images of a set into chapters and pages. Where the truth is known there is a chapter for each class, which
 * begins with the image whose class the model finds least probable: first what it takes for something else with most
 * confidence, last what it is surest of. Otherwise there is one chapter, in the order of the images.
 *
 * @example
 * ```ts
 * const prediction = { label: "Bag", index: 0, probability: 1, probabilities: Float32Array.of(1, 0) };
 * const predictions = [{ ...prediction, image: "0", truth: "Coat" }, { ...prediction, image: "1", truth: "Bag" }];
 * const [bag, coat] = groupImages({
 *   ...{ model: "LeNet", source: "two images", synthetic: false },
 *   ...{ classes: ["Bag", "Coat"], images: new Uint8Array(2 * 784), predictions },
 * });
 * console.assert(bag!.title === "Bag" && bag!.mistakes === 0 && coat!.indices[0] === 0);
 * ```
 */
export function groupImages({ classes, predictions }: ClassifiedImages): ImageGroup[] {
  const all = predictions.map((_, i) => i);
  if (predictions.some(({ truth }) => truth === undefined)) {
    return [chapter("All images", "images", all, undefined)];
  }
  return classes.map((name, number) => {
    const probability = (i: number) => predictions[i]!.probabilities[number]!;
    const indices = all.filter((i) => predictions[i]!.truth === name)
      .sort((a, b) => probability(a) - probability(b) || a - b);
    const mistakes = indices.filter((i) => predictions[i]!.label !== name).length;
    return chapter(name, `${number}-${slug(name)}`, indices, mistakes);
  }).filter(({ indices }) => indices.length > 0);
}

function chapter(
  title: string,
  file: string,
  indices: readonly number[],
  mistakes: number | undefined,
): ImageGroup {
  const count = Math.ceil(indices.length / PAGE);
  // Full rows on all pages but the last, and pages about as long as one another.
  const size = Math.ceil(indices.length / count / COLUMNS) * COLUMNS;
  const pages = Array.from({ length: Math.ceil(indices.length / size) }, (_, i) => ({
    path: `images/${file}-${String(i + 1).padStart(2, "0")}`,
    title: count > 1 ? `${title}, page ${i + 1} of ${Math.ceil(indices.length / size)}` : title,
    indices: indices.slice(i * size, (i + 1) * size),
  }));
  return { title, indices, mistakes, pages };
}

/** Draws a page: each image with the predicted class, its probability, and the true class where that is another. */
export function drawPage(contents: ClassifiedImages, { title, indices }: Page): string {
  const note = contents.evaluation &&
    "By the probability of the true class, the least first. A cross marks a mistake.";
  return drawImages(contents, title, indices, note);
}

/**
 * Draws the worst mistakes: those that the model was surest of.
 *
 * @returns The figure; `undefined` where there are no mistakes, or none is known.
 */
export function drawMistakes(contents: ClassifiedImages): string | undefined {
  const { predictions } = contents;
  const mistakes = predictions.flatMap(({ truth, label }, i) =>
    truth !== undefined && truth !== label ? [i] : []
  ).sort((a, b) => predictions[b]!.probability - predictions[a]!.probability || a - b);
  if (mistakes.length === 0) return undefined;
  const shown = mistakes.slice(0, GALLERY);
  const which = shown.length < mistakes.length
    ? `The ${shown.length} most confident of ${mistakes.length} mistakes`
    : mistakes.length === 1
    ? "The only mistake"
    : `All ${mistakes.length} mistakes, the most confident first`;
  return drawImages(contents, "its worst mistakes", shown, `${which}.`);
}

function drawImages(
  contents: ClassifiedImages,
  title: string,
  indices: readonly number[],
  note: string | undefined,
): string {
  const images = new Uint8Array(indices.length * IMAGE_PIXELS);
  indices.forEach((index, i) => {
    images.set(
      contents.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS),
      i * IMAGE_PIXELS,
    );
  });
  return imageGrid(images, {
    ...figureHeading(contents, title),
    columns: COLUMNS,
    captions: indices.map((index) => caption(contents.predictions[index]!)),
    ...note === undefined ? {} : { note },
  });
}

function caption({ image, label, probability, truth }: Prediction): ImageCaption {
  // The images of a data set have numbers, others the path of their file.
  const name = truth === undefined ? image.split(/[/\\]/).at(-1)! : `#${image}`;
  return { name, predicted: label, probability, ...truth === undefined ? {} : { truth } };
}

/** A name of a class as a part of a file's name. */
function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "class";
}
