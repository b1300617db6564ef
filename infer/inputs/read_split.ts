import type { CommandContext } from "../../cli/run_command.ts";
import { notice } from "../../cli/terminal.ts";
import type { Dataset, LabelledImages } from "../../data/dataset.ts";
import type { Split } from "../../data/fashion_mnist.ts";
import { loadDataset } from "../../data/load.ts";
import { WeftError } from "../../error.ts";
import { formatCount } from "../../viz/figures/format.ts";
import type { FoundModel } from "./find_model.ts";
import { trainingData } from "./training_data.ts";

/** Which images of which data set. */
export interface SplitChoice {
  readonly split: Split;
  /** What `--data` was; `undefined` takes what the model was trained on. */
  readonly data: string | undefined;
  /** Whether other IDX files than the official ones will do. */
  readonly unverified: boolean;
}

/** The images of a split and the data set that they belong to. */
export interface ReadSplit extends LabelledImages {
  readonly dataset: Dataset;
}

/**
 * Reads a split of the data set that a command names, or else of the one that the model was trained on. What is not as the
 * user may think is said on standard error.
 *
 * @throws {WeftError} `file` or `data` where it cannot be read or is damaged.
 *
 * @example
 * ```ts ignore
 * const { images, labels } = await readSplit({ split: "test", data: undefined, unverified: false }, found, context);
 * ```
 */
export async function readSplit(
  { split, data, unverified }: SplitChoice,
  model: Pick<FoundModel, "folder">,
  { stderr, signal }: CommandContext,
): Promise<ReadSplit> {
  const choice = data === undefined ? await trainingData(model) : { data, unverified: false };
  const dataset = await loadDataset({
    data: choice.data,
    unverified: unverified || choice.unverified,
    splits: [split],
    signal,
    onNotice: (line) => notice({ stderr }, line),
  }).catch((error) => {
    if (data !== undefined || choice.data === "auto") throw error;
    if (!(error instanceof WeftError) || error.code !== "file") throw error;
    const hint = "The run was trained on it; say with --data where these images are now";
    throw new WeftError(error.code, error.message, hint, { cause: error });
  });
  return { ...dataset[split], dataset };
}

/** Splits as people call their images. */
const SPLIT_NAMES: Readonly<Record<Split, string>> = { train: "training", test: "test" };

/**
 * What figures call the images of a split.
 *
 * @example
 * ```ts
 * console.assert(splitTitle("Fashion-MNIST", "train", 60_000) === "Fashion-MNIST, 60,000 training images");
 * ```
 */
export function splitTitle(dataset: string, split: Split, count: number): string {
  return `${dataset}, ${formatCount(count)} ${SPLIT_NAMES[split]} ${
    count === 1 ? "image" : "images"
  }`;
}
