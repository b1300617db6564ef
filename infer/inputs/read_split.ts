import type { CommandContext } from "../../cli/run_command.ts";
import { notice } from "../../cli/terminal.ts";
import type { Dataset, LabelledImages } from "../../data/dataset.ts";
import type { Split } from "../../data/fashion_mnist.ts";
import { loadDataset } from "../../data/load.ts";
import { WeftError } from "../../error.ts";
import { formatCount } from "../../viz/figures/format.ts";
import type { FoundModel } from "./find_model.ts";
import { trainingData } from "./training_data.ts";

/** The flags that choose a split of a data set. */
export interface SplitChoice {
  readonly split: Split;
  /** The value of `--data`; `undefined` reads the data set that the model was trained on. */
  readonly data: string | undefined;
  /** True to accept other IDX files than the official ones. */
  readonly unverified: boolean;
}

/** The images of a split and the data set that they belong to. */
export interface ReadSplit extends LabelledImages {
  readonly dataset: Dataset;
}

/**
 * Reads a split of the data set that `--data` names, or else of the data set that the model was
 * trained on. Notices, such as a download or a synthetic set, go to standard error.
 *
 * @throws {WeftError} `file` or `data` when it cannot be read or is damaged.
 *
 * @example
 * ```ts ignore
 * const choice = { split: "test", data: undefined, unverified: false } as const;
 * const { images, labels } = await readSplit(choice, found, context);
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

/** The adjective of a split's images. */
const ADJECTIVES: Readonly<Record<Split, string>> = { train: "training", test: "test" };

/**
 * The title of a split's images in figures.
 *
 * @example
 * ```ts
 * const title = splitTitle("Fashion-MNIST", "train", 60_000);
 * console.assert(title === "Fashion-MNIST, 60,000 training images");
 * ```
 */
export function splitTitle(dataset: string, split: Split, count: number): string {
  return `${dataset}, ${formatCount(count)} ${ADJECTIVES[split]} ${
    count === 1 ? "image" : "images"
  }`;
}
