import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { fileError } from "../../cli/file.ts";
import { gunzip } from "../../data/gunzip.ts";
import { parseIdx, resemblesIdx } from "../../data/idx.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../data/image.ts";
import { WeftError } from "../../error.ts";
import { formatOf } from "../pictures/formats.ts";
import { readImage, type ReadImageOptions } from "../pictures/image_file.ts";
import { LIMITS } from "../pictures/limits.ts";
import { prepareImage } from "../pictures/prepare_image.ts";
import { listPictures } from "./list_pictures.ts";

/** Images that `--input` names. */
export interface Inputs {
  /** The path of each image, or `path#index` within an IDX file. */
  readonly names: readonly string[];
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  /** The number of files that were given, and of those that could not be read. */
  readonly files: number;
  readonly unread: number;
}

/** Options of {@linkcode readInputs}. */
export interface ReadInputsOptions extends ReadImageOptions {
  /** True to read the subfolders of folders. */
  readonly recursive?: boolean;
  /** True to stop at the first file that cannot be read. */
  readonly strict?: boolean;
  /** Called for each file that cannot be read, when others are read. */
  readonly onProblem?: (error: WeftError) => void;
}

/**
 * Reads the images that `--input` names: PNG, JPEG, GIF and WebP files, IDX files (gzipped or not),
 * and folders of pictures, in the order of their names. A file that cannot be read does not stop
 * the others.
 *
 * @param paths Files and folders.
 * @returns The images of all of them, in order.
 * @throws {WeftError} `file` when a path cannot be read, `data` when a file is damaged, empty or in
 * another format: the first such error where no image could be read, or with `strict`.
 *
 * @example
 * ```ts ignore
 * const { names, images } = await readInputs(["shirt.png", "photos/"]);
 * ```
 */
export async function readInputs(
  paths: readonly string[],
  { recursive = false, strict = false, onNotice, onProblem }: ReadInputsOptions = {},
): Promise<Inputs> {
  const names: string[] = [], parts: Uint8Array[] = [], problems: WeftError[] = [];
  let files = 0;
  const failed = (error: unknown) => {
    if (!(error instanceof WeftError) || strict) throw error;
    problems.push(error);
  };
  for (const path of paths) {
    const list = await listPictures(path, recursive).catch(failed);
    files += list ? list.files.length + list.problems.length : 1;
    list?.problems.forEach(failed);
    list?.notices.forEach((line) => onNotice?.(line));
    for (const file of list?.files ?? []) {
      const images = await readInput(file, onNotice ? { onNotice } : {}).catch(failed);
      if (!images) continue;
      if (images.length === IMAGE_PIXELS) names.push(file);
      else for (let i = 0; i < images.length / IMAGE_PIXELS; i++) names.push(`${file}#${i}`);
      parts.push(images);
    }
  }
  if (names.length === 0 && problems.length > 0) throw noneRead(problems);
  problems.forEach((error) => onProblem?.(error));
  return { names, images: joined(parts), files, unread: problems.length };
}

/** The first problem, with the number of all. */
function noneRead(problems: readonly WeftError[]): WeftError {
  const [first] = problems as [WeftError];
  if (problems.length === 1) return first;
  const message = `${first.message}. None of the ${problems.length} files could be read`;
  return new WeftError(first.code, message, first.hint, { cause: first });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const images = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    images.set(part, at);
    at += part.length;
  }
  return images;
}

async function readInput(path: string, options: ReadImageOptions): Promise<Uint8Array> {
  const bytes = gunzip(await readBytes(path), path, LIMITS.fileBytes);
  if (formatOf(bytes)) return await readImage(bytes, path, options);
  return resemblesIdx(bytes) ? idxImages(bytes, path) : await readImage(bytes, path, options);
}

/** Reads a file or a pipe. A device has no end, and a large file does not fit into memory. */
async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const entry = await stat(path);
    if (entry.size > LIMITS.fileBytes) {
      throw new Error(`it has ${entry.size} bytes, more than ${LIMITS.fileBytes}`);
    }
    if (!entry.isFile() && !entry.isFIFO()) throw new Error("it is a device, not a file");
    return await readFile(path);
  } catch (error) {
    throw fileError("read", path, error);
  }
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
  if (count > LIMITS.scaledImages) {
    throw new WeftError(
      "data",
      `Cannot read ${path}: its ${count} images of ${height} x ${width} pixels are more than ` +
        `${LIMITS.scaledImages} to scale`,
      "Split it, or scale its images to 28 x 28 before",
    );
  }
  const images = new Uint8Array(count * IMAGE_PIXELS);
  for (let i = 0; i < count; i++) {
    const pixels = data.subarray(i * height * width, (i + 1) * height * width);
    images.set(prepareImage({ width, height, channels: 1, data: pixels }), i * IMAGE_PIXELS);
  }
  return images;
}
