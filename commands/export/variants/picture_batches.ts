import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../../../cli/file.ts";
import { WeftError } from "../../../error.ts";
import { imageFormat } from "../../../infer/pictures/formats.ts";
import { decodePicture } from "../../../infer/pictures/image_file.ts";
import type { Batch, InputTensor } from "../../../runtime/variants/inputs.ts";
import { type PictureInput, pixelsFor } from "./picture_input.ts";

/** The most pictures that are read: ranges change little after a few hundred. */
const MOST_PICTURES = 512;

/**
 * Reads a folder of pictures as inputs of a model.
 *
 * @param folder The folder, with PNG and JPEG files in it or in folders in it.
 * @param template The inputs of a run; the only one has the shape of a picture.
 * @param range The numbers that the levels 0 and 255 become.
 * @param rows Pictures in a batch; the last few are left out where they do not fill one.
 * @throws {WeftError} `data` when there are no pictures or one is damaged, `file` when the folder
 * cannot be read, `usage` when the model does not take a picture.
 */
export async function pictureBatches(
  folder: string,
  template: readonly InputTensor[],
  range: readonly [low: number, high: number],
  rows = 1,
): Promise<Batch[]> {
  const { input, picture } = requirePicture(template);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error) => {
    throw fileError("read", folder, error);
  });
  const paths = entries.filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)).sort();
  const pictures: Float32Array[] = [];
  for (const path of spread(paths, MOST_PICTURES)) {
    const bytes = await Deno.readFile(path);
    if (imageFormat(bytes) === undefined) continue;
    pictures.push(pixelsFor(await decodePicture(bytes, path), picture, range));
  }
  const shape = [rows, ...input.shape.slice(1)];
  const batches = Array.from({ length: Math.floor(pictures.length / rows) }, (_, batch) => {
    const data = pictures.slice(rows * batch, rows * (batch + 1)).flatMap((each) => [...each]);
    return [{ ...input, shape, data: Float32Array.from(data) }];
  });
  if (batches.length > 0) return batches;
  throw new WeftError(
    "data",
    `Cannot calibrate with ${folder}: it has ${pictures.length} pictures, and ${rows} ` +
      "or more are needed",
    "Give a folder with pictures of the kind that the model will see, a hundred or more",
  );
}

/** The input of the model that takes a picture. */
function requirePicture(template: readonly InputTensor[]) {
  const [input] = template;
  const picture = template.length === 1 && input?.dtype === "float32"
    ? pictureInput(input.shape)
    : undefined;
  if (input && picture) return { input, picture };
  const inputs = template.map(({ name, dtype, shape }) => `${name} ${dtype}[${shape.join()}]`);
  throw new WeftError(
    "usage",
    `Cannot calibrate with pictures: the inputs are ${
      inputs.join(", ")
    }, and one float32 input of ` +
      "[batch, height, width, channels] is expected",
    "Leave --calibrate out: weights are stored in bytes then, without a calibration",
  );
}

/** The picture that a shape stands for; `undefined` for any other shape. */
function pictureInput(lengths: readonly number[]): PictureInput | undefined {
  const [, first = 0, second = 0, third = 0] = lengths;
  if (lengths.length !== 4) return undefined;
  const isCount = (channels: number) => channels === 1 || channels === 3;
  if (isCount(third)) {
    return { height: first, width: second, channels: third, channelsFirst: false };
  }
  if (isCount(first)) return { height: second, width: third, channels: first, channelsFirst: true };
  return undefined;
}

/** At most `count` items, spread over the list. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}
