import type { CommandContext } from "../../cli/run_command.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { FoundModel } from "../../infer/inputs/find_model.ts";
import { notice } from "../../cli/terminal.ts";
import { WeftError } from "../../error.ts";
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
  /** The number of files that `--input` named, and of those that could not be read. */
  readonly files?: number;
  readonly unread?: number;
}

/**
 * Reads the images that `--input` or `--split` names; without either, the test split. A file that
 * cannot be read is named on standard error.
 *
 * @param model The model, whose run names the data of a split.
 * @throws {WeftError} `file` or `data` when an image cannot be read.
 */
export async function readImages(
  { input, split = "test", data, unverified, recursive, strict }: InferFlags,
  model: FoundModel,
  context: CommandContext,
): Promise<TaskImages> {
  if (input.length > 0) {
    const { readInputs } = await import("../../infer/inputs/read_inputs.ts");
    return await readInputs(input, {
      recursive,
      strict,
      onNotice: (line) => notice(context, line),
      onProblem: ({ message, hint }) => notice(context, `${message}. ${hint}`),
    });
  }
  const { readSplit } = await import("../../infer/inputs/read_split.ts");
  const read = await readSplit({ split, data, unverified }, model, context);
  const names = Array.from({ length: read.count }, (_, i) => String(i));
  return { images: read.images, labels: read.labels, dataset: read.dataset, names };
}

/**
 * Fails when some files could not be read, so that the exit code is 1. A command calls it after its
 * results are written.
 *
 * @throws {WeftError} `data`, with their number.
 */
export function requireAllRead({ files = 0, unread = 0 }: TaskImages): void {
  if (unread === 0) return;
  throw new WeftError(
    "data",
    `Cannot read ${unread} of ${files} files; the others are done`,
    "They are named above; --strict stops at the first",
  );
}

/** Says how many images there are: `1 image`, `10,000 images`. */
export function imageCount(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "image" : "images"}`;
}
