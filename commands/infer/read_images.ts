import type { CommandContext } from "../../cli/run_command.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { FoundModel } from "../../infer/inputs/find_model.ts";
import { formatCount } from "../../viz/figures/format.ts";
import type { InferFlags } from "./spec.ts";

/** The images that a task works on. */
export interface TaskImages {
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  /** The path of each image, or its number in the split. */
  readonly names: readonly string[];
  /** The data set of a split. */
  readonly dataset?: Dataset;
  /** Class numbers, [count], of a split. */
  readonly labels?: Uint8Array;
}

/**
 * Reads the images that `--input` or `--split` names; without either, the test split.
 *
 * @param model The model, whose run names the data of a split.
 * @throws {WeftError} `file` or `data` when an image cannot be read.
 */
export async function readImages(
  { input, split = "test", data, unverified }: InferFlags,
  model: FoundModel,
  context: CommandContext,
): Promise<TaskImages> {
  if (input.length > 0) {
    const { readInputs } = await import("../../infer/inputs/read_inputs.ts");
    return await readInputs(input);
  }
  const { readSplit } = await import("../../infer/inputs/read_split.ts");
  const read = await readSplit({ split, data, unverified }, model, context);
  const names = Array.from({ length: read.count }, (_, i) => String(i));
  return { images: read.images, labels: read.labels, dataset: read.dataset, names };
}

/** Says how many images there are: `1 image`, `10,000 images`. */
export function imageCount(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "image" : "images"}`;
}
