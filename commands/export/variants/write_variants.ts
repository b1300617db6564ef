import { basename, dirname, join, relative, resolve } from "node:path";
import { makeFolder, writeFileAtomic } from "../../../cli/file.ts";
import { WeftError } from "../../../error.ts";
import type { Batch } from "../../../runtime/variants/inputs.ts";
import type { FileSummary } from "../../../compiler/check/summary.ts";
import { makeVariants } from "./make_variants.ts";
import { modelCard } from "./model_card.ts";
import { pictureBatches } from "./picture_batches.ts";
import { placesOf } from "./places.ts";
import type { WrittenVariant } from "./variant_table.ts";

/** The flags of variants. */
export interface VariantFlags {
  readonly fp16?: boolean;
  readonly int8?: boolean;
  /** A folder of pictures. */
  readonly calibrate?: string | undefined;
  /** The numbers that black and white become: `-1,1`. */
  readonly pixels?: string | undefined;
  readonly batchSize?: number | undefined;
}

/** The files of an export. */
export interface WrittenFiles {
  /** The float32 file. */
  readonly file: string;
  /** The measurements of every file; empty for a float32 file alone, without a card. */
  readonly variants: readonly WrittenVariant[];
}

/**
 * Writes a model and its variants, and in a folder the config and the model card of a hub. All
 * files are made before the first one is written.
 *
 * @param out The file or the folder.
 * @param bytes The float32 file.
 * @param contents The contents of the float32 file.
 * @param batch Random inputs of the model.
 */
export async function writeVariants(
  out: string,
  bytes: Uint8Array<ArrayBuffer>,
  contents: FileSummary,
  batch: Batch,
  flags: VariantFlags,
): Promise<WrittenFiles> {
  const { fp16 = false, int8 = false, batchSize = 1 } = flags;
  const { folder, pathOf } = await placesOf(out);
  const file = pathOf("float32");
  const pictures = await picturesOf(flags, batch);
  if (folder === undefined && !fp16 && !int8) {
    await writeFileAtomic(file, bytes);
    return { file, variants: [] };
  }
  const made = await makeVariants(bytes, { fp16, int8, batch, pictures });
  const variants: WrittenVariant[] = [];
  for (const { bytes, ...variant } of made) {
    const file = pathOf(variant.kind);
    await makeFolder(dirname(file));
    await writeFileAtomic(file, bytes);
    variants.push({ ...variant, file, bytes: bytes.length });
  }
  if (folder !== undefined) {
    const inFolder = variants.map((each) => ({
      ...each,
      file: relative(folder, each.file).replaceAll("\\", "/"),
    }));
    const card = modelCard({
      ...contents,
      name: basename(resolve(folder)),
      rows: batch[0]?.shape[0] ?? 1,
      pictures: pictures.length * batchSize,
      variants: inFolder,
    });
    await writeFileAtomic(join(folder, "config.json"), configText());
    await writeFileAtomic(join(folder, "README.md"), card);
  }
  return { file, variants };
}

/** The pictures of `--calibrate`; none without it. */
async function picturesOf(
  { int8, calibrate, pixels, batchSize }: VariantFlags,
  batch: Batch,
): Promise<Batch[]> {
  if (calibrate !== undefined && int8) {
    return await pictureBatches(calibrate, batch, rangeOf(pixels ?? "0,1"), batchSize);
  }
  const flag = calibrate !== undefined
    ? "--calibrate"
    : pixels !== undefined
    ? "--pixels"
    : undefined;
  if (flag === undefined) return [];
  throw new WeftError(
    "usage",
    `Cannot use ${flag} alone: pictures are for the ranges of int8`,
    "Give --int8 --calibrate PHOTOS/ too, or leave it out",
  );
}

/**
 * The config.json of a hub: Transformers.js reads it before a model, and takes the file of the
 * dtype that it is asked for.
 */
function configText(): string {
  return `${
    JSON.stringify({ model_type: "onnx", "transformers.js_config": { dtype: "fp32" } }, null, 2)
  }\n`;
}

/** The two numbers of `--pixels`. */
function rangeOf(pixels: string): [low: number, high: number] {
  const [low = NaN, high = NaN, ...rest] = pixels.split(",").map(Number);
  if (Number.isFinite(low) && Number.isFinite(high) && low < high && rest.length === 0) {
    return [low, high];
  }
  throw new WeftError(
    "usage",
    `--pixels: expected two numbers such as -1,1 and found ${pixels}`,
    "Give the numbers that black and white become in the model's input",
  );
}
