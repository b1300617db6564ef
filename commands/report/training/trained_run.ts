import type { RunConfig } from "../../../train/config.ts";
import type { EpochMetrics, RunSummary } from "../../../train/run_folder.ts";

/** The name of the stage that trains a model. The data of the stage is a {@linkcode TrainedRun}. */
export const trainStageName = (model: string): string => `train-${model}`;

/** A finished training run: its folder and the contents of its files. */
export interface TrainedRun {
  /** The path of the run folder. */
  readonly folder: string;
  /** The name in captions: the last part of the path. */
  readonly name: string;
  /** The command line that repeats the run. */
  readonly command: string;
  readonly config: RunConfig;
  readonly metrics: readonly EpochMetrics[];
  /** `Summary` of train/classifier/card.ts or `VaeSummary` of train/vae/card.ts. */
  readonly summary: RunSummary;
}
