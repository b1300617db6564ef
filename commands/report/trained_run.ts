import type { RunConfig } from "../../train/config.ts";
import type { EpochMetrics, RunSummary } from "../../train/run_folder.ts";

/** The name of the stage that trains a model: its data are a {@linkcode TrainedRun}. */
export const trainingStage = (model: string): string => `train-${model}`;

/** What a training stage leaves: where the finished run is, and what its folder says. */
export interface TrainedRun {
  /** The run's folder. */
  readonly folder: string;
  /** What captions call it: the folder's last part. */
  readonly name: string;
  /** The command that trains it again. */
  readonly command: string;
  readonly config: RunConfig;
  readonly metrics: readonly EpochMetrics[];
  /**
   * A classifier's `Summary` (train/classifier/card.ts) or a VAE's `VaeSummary`
   * (train/vae/card.ts).
   */
  readonly summary: RunSummary;
}
