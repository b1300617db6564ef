// This module is browser compatible.

import type { Svg } from "@svgdotjs/svg.js";
import { WeftError } from "../../error.ts";
import { formatCount } from "./format.ts";
import { figure, type Heading } from "./heading.ts";
import { drawImage, type ImageStack, imageStack, keepPixelsSquare } from "./image.ts";
import { label } from "./label.ts";
import { captionLines, drawCaption, type ImageCaption, isMistake, LINE } from "./image_caption.ts";
import { fitText } from "./text_width.ts";
import { SPACE, type Theme, TYPE } from "./theme.ts";

export type { ImageCaption } from "./image_caption.ts";

/** The options of {@linkcode imageGrid}. */
export interface ImageGridOptions extends Heading {
  /** One caption for each image. Default: no captions. */
  captions?: readonly ImageCaption[];
  /** Images in a row. Default 10. */
  columns?: number;
  /** The side of an image in the figure's pixels. */
  side?: number;
  /** A line below the images. */
  note?: string;
}

const IMAGE = 84;
const PITCH = 108;
const NARROWEST = 4;

/**
 * Draws images in rows with captions: the predicted class and its probability, the true class if it
 * differs, and the name of the image. A mistake has a cross in its corner and a heavy frame. The
 * same input gives the same bytes in every host.
 *
 * @param images [count, side, side]: grey levels 0 to 255 as bytes, or 0 to 1 as floats.
 * @param options Titles and captions.
 * @returns The figure as SVG; about 900 bytes an image of Fashion-MNIST.
 * @throws {WeftError} `usage` if there are no images, their size or the captions do not fit, a
 * value is not finite, or `columns` is not an integer of at least 1.
 *
 * @example
 * ```ts
 * import { imageGrid } from "./image_grid.ts";
 *
 * const captions = [{ truth: "Bag", predicted: "Coat", probability: 0.75 }];
 * const svg = imageGrid(new Uint8Array(784), { title: "A mistake", captions });
 * console.assert(svg.includes("true: Bag"));
 * ```
 */
export function imageGrid(images: Uint8Array | Float32Array, options: ImageGridOptions): string {
  const { captions, columns = 10, note = "" } = options;
  const stack = check(images, options);
  const count = stack.count;
  const shown = Math.min(columns, count);
  const rows = Math.ceil(count / columns);
  const lines = (captions ?? []).map(captionLines);
  const most = Math.max(0, ...lines.map(({ length }) => length));
  const rowHeight = IMAGE + (most === 0 ? PITCH - IMAGE : most * LINE + 22);
  const width = Math.max(NARROWEST, shown) * PITCH - (PITCH - IMAGE) + 2 * SPACE.margin;
  const bottom = SPACE.heading + rows * rowHeight + (note === "" ? 8 : 30);
  const mistakes = (captions ?? []).filter(isMistake).length;
  const description = `${formatCount(count)} ${count === 1 ? "image" : "images"} in rows` +
    (captions ? `, ${formatCount(mistakes)} of them marked as mistaken.` : ".");
  return figure(width, bottom, options, description, (root, theme) => {
    keepPixelsSquare(root);
    for (let index = 0; index < count; index++) {
      const x = SPACE.margin + index % columns * PITCH;
      const y = SPACE.heading + Math.floor(index / columns) * rowHeight;
      drawImage(root, stack.at(index), { x, y, side: IMAGE }, theme);
      drawFrame(root, x, y, captions !== undefined && isMistake(captions[index]!), theme);
      if (captions === undefined) continue;
      drawCaption(root, lines[index]!, { x, y: y + IMAGE + 3, width: PITCH - 4 }, theme);
    }
    const style = { size: TYPE.tick, fill: theme.ink.muted } as const;
    const line = fitText(note, style, width - 2 * SPACE.margin);
    if (note !== "") label(root, line, { ...style, x: SPACE.margin, y: bottom - 18 });
  });
}

function check(
  images: Uint8Array | Float32Array,
  { captions, columns, side = 28 }: ImageGridOptions,
): ImageStack & { count: number } {
  const fail = (reason: string, hint: string) => {
    throw new WeftError("usage", `Cannot draw the image grid: ${reason}`, hint);
  };
  const count = images.length / (side * side);
  if (!Number.isInteger(count) || count === 0) {
    fail(
      `${images.length} values are not images of ${side} x ${side}`,
      "Pass the grey levels of one image or more, and their side where it is not 28",
    );
  }
  if (captions && captions.length !== count) {
    fail(`${captions.length} captions for ${count} images`, "Pass one caption for each image");
  }
  if (columns !== undefined && !(Number.isInteger(columns) && columns >= 1)) {
    fail(`expected an integer of at least 1 for columns but got ${columns}`, "Pass for example 10");
  }
  return { ...imageStack("image grid", images, count), count };
}

function drawFrame(
  root: Svg,
  x: number,
  y: number,
  mistake: boolean,
  { ink, paper }: Theme,
) {
  const frame = root.rect(IMAGE, IMAGE).move(x, y).fill("none");
  if (!mistake) {
    frame.stroke({ color: ink.grid, width: 1 });
    return;
  }
  frame.stroke({ color: ink.warning, width: 3 });
  const corner = { x: x + IMAGE - 1, y: y + 1 };
  root.circle(18).center(corner.x, corner.y).fill(ink.warning).stroke({ color: paper, width: 2 });
  const arm = 3.5;
  root.path(
    `M${corner.x - arm} ${corner.y - arm}L${corner.x + arm} ${corner.y + arm}` +
      `M${corner.x + arm} ${corner.y - arm}L${corner.x - arm} ${corner.y + arm}`,
  ).fill("none").stroke({ color: paper, width: 2, linecap: "round" });
}
