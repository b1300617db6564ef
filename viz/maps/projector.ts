// This module is browser compatible.
import { WeftError } from "../../error.ts";
import { encodePng } from "../encode_png.ts";
import type { FeatureSet } from "./made_map.ts";
import { IMAGE_SIDE } from "../../data/image.ts";

/** What the projector shows of each image beside its features. */
export interface ProjectorImages {
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  /** A column for each entry: its name, and a text for each image. */
  readonly columns: readonly (readonly [name: string, texts: readonly string[]])[];
}

/** One file for the projector. */
export interface ProjectorFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The projector loads no larger sprite (tensorflow.org/tensorboard, "Visualizing Data using the
 * Embedding Projector").
 */
const LARGEST_SPRITE = 8192;

/**
 * Writes what TensorBoard's Embedding Projector reads: the features as `vectors.tsv` (those of
 * pixels as `pixels.tsv`), `metadata.tsv` with a line for each image below the head, `sprite.png`
 * with the images row by row in a square, and `projector_config.pbtxt`, which names them.
 * `tensorboard --logdir` on their folder shows them.
 *
 * @param sets The features, [count, dimensions] each.
 * @param images The images, and columns to colour and label them by.
 * @throws {WeftError} `usage` where there are too many images for a sprite.
 *
 * @example
 * ```ts
 * import { projectorFiles } from "./projector.ts";
 *
 * const values = Float32Array.of(1, 2, 3, 4);
 * const files = projectorFiles(
 *   [{ name: "embedding", title: "embeddings", values, dimensions: 2 }],
 *   { images: new Uint8Array(2 * 784), columns: [["index", ["0", "1"]], ["class", ["Bag", "Coat"]]] },
 * );
 * console.assert(files.map(({ path }) => path).join() === "vectors.tsv,metadata.tsv,sprite.png,projector_config.pbtxt");
 * ```
 */
export function projectorFiles(
  sets: readonly FeatureSet[],
  { images, columns }: ProjectorImages,
): ProjectorFile[] {
  const count = images.length / (IMAGE_SIDE * IMAGE_SIDE);
  const utf8 = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });
  const rows = Array.from({ length: count }, (_, i) => columns.map(([, texts]) => texts[i]!));
  const head = columns.map(([name]) => name);
  return [
    ...sets.map((set) => utf8(pathOf(set), vectors(set))),
    utf8("metadata.tsv", [head, ...rows].map(line).join("")),
    { path: "sprite.png", bytes: sprite(images, count) },
    utf8("projector_config.pbtxt", sets.map(config).join("")),
  ];
}

function pathOf({ name }: FeatureSet): string {
  return name === "pixels" ? "pixels.tsv" : "vectors.tsv";
}

function vectors({ values, dimensions }: FeatureSet): string {
  // Six digits are more than a picture shows; files stay small.
  const text = (value: number) => String(Number(value.toPrecision(6)));
  const lines: string[] = [];
  for (let at = 0; at < values.length; at += dimensions) {
    lines.push(line(Array.from(values.subarray(at, at + dimensions), text)));
  }
  return lines.join("");
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => cell.replace(/\s+/g, " ")).join("\t") + "\n";
}

/** All images in the smallest square of rows that holds them, the rest black. */
function sprite(images: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const columns = Math.ceil(Math.sqrt(count));
  const width = columns * IMAGE_SIDE;
  if (width > LARGEST_SPRITE) {
    const most = Math.floor(LARGEST_SPRITE / IMAGE_SIDE);
    throw new WeftError(
      "usage",
      `Cannot make the projector's sprite: it holds at most ${most * most} images, got ${count}`,
      "Take fewer with --limit",
    );
  }
  const pixels = new Uint8Array(width * width);
  for (let i = 0; i < count; i++) {
    const left = i % columns * IMAGE_SIDE, top = Math.floor(i / columns) * IMAGE_SIDE;
    for (let y = 0; y < IMAGE_SIDE; y++) {
      const from = (i * IMAGE_SIDE + y) * IMAGE_SIDE;
      pixels.set(images.subarray(from, from + IMAGE_SIDE), (top + y) * width + left);
    }
  }
  return encodePng(width, width, pixels);
}

function config(set: FeatureSet): string {
  return `embeddings {
  tensor_name: "${set.title}"
  tensor_path: "${pathOf(set)}"
  metadata_path: "metadata.tsv"
  sprite {
    image_path: "sprite.png"
    single_image_dim: ${IMAGE_SIDE}
    single_image_dim: ${IMAGE_SIDE}
  }
}
`;
}
