import { basename, dirname, join, relative, resolve } from "node:path";
import { makeFolder, writeFileAtomic } from "../../../cli/file.ts";
import { WeftError } from "../../../error.ts";
import type { Batch } from "../../../runtime/variants/inputs.ts";
import type { FileSummary } from "../summary.ts";
import { makeVariants } from "./make_variants.ts";
import { modelCard } from "./model_card.ts";
import { pictureBatches } from "./picture_batches.ts";
import type { Places } from "./places.ts";
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

/**
 * Makes a model and its variants, then writes them, and in a folder the config and the model card
 * of a hub.
 *
 * @param bytes The float32 file.
 * @param batch Random inputs of the model.
 * @param summary The contents of the float32 file.
 */
export async function writeVariants(
  bytes: Uint8Array<ArrayBuffer>,
  { folder, pathOf }: Places,
  batch: Batch,
  summary: FileSummary,
  flags: VariantFlags,
): Promise<WrittenVariant[]> {
  const { fp16 = false, int8 = false, calibrate, pixels = "0,1", batchSize } = flags;
  if (calibrate !== undefined && !int8) {
    throw new WeftError(
      "usage",
      "Cannot calibrate without --int8: pictures are for the ranges of int8",
      "Add --int8, or leave --calibrate out",
    );
  }
  const pictures = calibrate === undefined
    ? []
    : await pictureBatches(calibrate, batch, rangeOf(pixels), batchSize);
  const variants = await makeVariants(bytes, { fp16, int8, batch, pictures });
  const written: WrittenVariant[] = [];
  for (const { bytes, ...variant } of variants) {
    const file = pathOf(variant.kind);
    await makeFolder(dirname(file));
    await writeFileAtomic(file, bytes);
    written.push({ ...variant, file, bytes: bytes.length });
  }
  if (folder !== undefined) {
    const rows = batch[0]?.lengths[0] ?? 1;
    const inFolder = written.map((each) => ({
      ...each,
      file: relative(folder, each.file).replaceAll("\\", "/"),
    }));
    const name = basename(resolve(folder));
    const count = pictures.length * (batchSize ?? 1);
    const card = modelCard({ ...summary, name, rows, pictures: count, variants: inFolder });
    await writeFileAtomic(join(folder, "config.json"), configText());
    await writeFileAtomic(join(folder, "README.md"), card);
  }
  return written;
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
