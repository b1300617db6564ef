import type { CompiledStep, Parameter, Target } from "../compiler/mod.ts";
import type { LabelledImages } from "../data/dataset.ts";
import type { Dataset } from "../data/load.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { NoiseInput } from "./chunks.ts";
import type { RunConfig } from "./config.ts";
import type { EpochMetrics, RunSummary, Scores } from "./run_folder.ts";

/** Numbers of the model's variables by name. */
export type Parameters = ReadonlyMap<string, Float32Array>;

/** The bytes of each of a model's files by name. */
export type ModelFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/**
 * A model ready to be trained: its step, and the files that it is exported as, over the same
 * parameters.
 */
export interface CompiledTask {
  /**
   * Takes `image`, `label` where it wants them, `learningRate`, and what `noise` and `scalars`
   * name.
   */
  readonly step: CompiledStep;
  readonly parameters: readonly Parameter[];
  /** Number of trainable parameters. */
  readonly size: number;
  /** The step's inputs that are drawn at random. */
  readonly noise: readonly NoiseInput[];
  /** The step's scalars beside the learning rate: their value in step `done` of the run, from 0. */
  readonly scalars: Readonly<Record<string, (done: number, stepsPerEpoch: number) => number>>;
  /** The model's files with the given parameters. */
  readonly files: (
    parameters: Parameters,
    metadata: Readonly<Record<string, string>>,
  ) => ModelFiles;
  /** Scores from the sums of the step's outputs over `steps` steps. */
  readonly scores: (
    sums: Readonly<Record<string, number>>,
    steps: number,
    batchSize: number,
  ) => Scores;
}

/** What a finished model is tested with. */
export interface TestInput<Config extends RunConfig = RunConfig> {
  readonly config: Config;
  readonly dataset: Dataset;
  /** The images that it was trained on. */
  readonly train: LabelledImages;
  readonly session: SessionOptions;
  /** Called now and then where it takes long, with the number of images done. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What a finished model did on the test images, as far as every task has it. */
export interface Tested {
  /** What metrics.jsonl, summary.json and the terminal say of it. */
  readonly scores: Readonly<Record<string, number>>;
}

/** What is known of a finished run beside its configuration. */
export interface Results<Outcome extends Tested = Tested> {
  readonly metrics: readonly EpochMetrics[];
  readonly test: Outcome;
  readonly classes: readonly string[];
  readonly parameters: number;
  readonly imagesPerSecond: number;
}

/**
 * What a model is trained to do: a classifier's step, inputs, metrics, evaluation and files differ
 * from a VAE's; the run around them is the same. Methods, so that a task of one kind of
 * configuration can stand among all of them.
 */
export interface Task<Config extends RunConfig = RunConfig, Outcome extends Tested = Tested> {
  /** Compiles the model's training step and exports for a run. */
  compile(config: Config, classes: number, target: Target): CompiledTask;
  /** Measures a model on validation images. */
  validate(
    files: ModelFiles,
    images: LabelledImages,
    session: SessionOptions,
    config: Config,
  ): Promise<Scores>;
  /** Measures a finished model on the test images. */
  test(files: ModelFiles, input: TestInput<Config>): Promise<Outcome>;
  /** The metadata of a finished model's files that tell how good it is. */
  metadata(tested: Outcome): Readonly<Record<string, string>>;
  /** Writes figures, model card and, last of all, summary.json; returns the summary. */
  writeResults(folder: string, config: Config, results: Results<Outcome>): Promise<RunSummary>;
  /** Scores in a few words for the terminal. */
  scoresText(scores: Readonly<Record<string, number>>): string;
  /** What can be done with a finished run. */
  nextCommand(folder: string): string;
}
