import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { gunzip } from "../../data/gunzip.ts";
import { parseIdx } from "../../data/idx.ts";
import { WeftError } from "../../error.ts";
import { readImage } from "../pictures/image_file.ts";
import { prepareImage } from "../pictures/prepare_image.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../data/image.ts";

/** Images that `--input` names. */
export interface Inputs {
  /** The path of each image, or `path#index` within an IDX file. */
  readonly names: readonly string[];
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
}

/** The most bytes that a gzipped file may unpack to; 600,000 images of 28x28 fit. */
const MAX_UNPACKED = 512 * 1024 * 1024;

const IMAGE_NAME = /\.(png|jpe?g)$/i;

/**
 * Reads the images that `--input` names: PNG and JPEG files, IDX files (gzipped or not), and
 * folders of PNG and JPEG files, in the order of their names.
 *
 * @param paths Files and folders.
 * @returns The images of all of them, in order.
 * @throws {WeftError} `file` when a path cannot be read, `data` when a file is damaged, empty or in
 * another format.
 *
 * @example
 * ```ts ignore
 * const { names, images } = await readInputs(["shirt.png", "photos/"]);
 * ```
 */
export async function readInputs(paths: readonly string[]): Promise<Inputs> {
  const names: string[] = [], parts: Uint8Array[] = [];
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      const images = await readInput(file);
      if (images.length === IMAGE_PIXELS) names.push(file);
      else for (let i = 0; i < images.length / IMAGE_PIXELS; i++) names.push(`${file}#${i}`);
      parts.push(images);
    }
  }
  const images = new Uint8Array(names.length * IMAGE_PIXELS);
  let at = 0;
  for (const part of parts) {
    images.set(part, at);
    at += part.length;
  }
  return { names, images };
}

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const files = (await readdir(path)).filter((name) => IMAGE_NAME.test(name)).sort();
    if (files.length > 0) return files.map((name) => join(path, name));
  } catch (error) {
    throw fileError("read", path, error);
  }
  const hint = "Give a folder with .png, .jpg or .jpeg files in it";
  throw new WeftError("data", `Cannot read ${path}: the folder has no images`, hint);
}

async function readInput(path: string): Promise<Uint8Array> {
  const file = await readFile(path).catch((error) => {
    throw fileError("read", path, error);
  });
  const bytes = gunzip(file, path, MAX_UNPACKED);
  const isIdx = bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0;
  return isIdx ? idxImages(bytes, path) : await readImage(bytes, path);
}

function idxImages(bytes: Uint8Array, path: string): Uint8Array {
  const { shape, data } = parseIdx(bytes, path);
  const [count = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3 || data.length === 0) {
    const contents = shape.length === 1 ? "labels" : `values of shape [${shape}]`;
    throw new WeftError(
      "data",
      `Cannot read ${path}: it holds ${contents}, not images`,
      `Give the file with the images${
        basename(path).includes("labels") ? " (…-images-idx3-ubyte)" : ""
      }`,
    );
  }
  if (height === IMAGE_SIDE && width === IMAGE_SIDE) return data;
  const images = new Uint8Array(count * IMAGE_PIXELS);
  for (let i = 0; i < count; i++) {
    const pixels = data.subarray(i * height * width, (i + 1) * height * width);
    images.set(prepareImage({ width, height, channels: 1, data: pixels }), i * IMAGE_PIXELS);
  }
  return images;
}
