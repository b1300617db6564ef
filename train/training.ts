import type { CompiledStep, Parameter, Target } from "../compiler/mod.ts";
import type { LabelledImages } from "../data/dataset.ts";
import type { Dataset } from "../data/load.ts";
import type { SessionOptions } from "../runtime/session.ts";
import type { RunConfig } from "./config.ts";
import type { NoiseInput } from "./noise.ts";
import type { EpochMetrics, RunSummary, Scores } from "./run_folder.ts";

/** The values of a model's variables by name. */
export type Parameters = ReadonlyMap<string, Float32Array>;

/** The bytes of each of a model's files by name. */
export type ModelFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** A model ready to be trained: its compiled step, and its files over the same parameters. */
export interface CompiledTraining {
  /**
   * Its inputs are `image`, `label` where the loss needs labels, `learningRate`, and those that
   * `noise` and `scalars` name.
   */
  readonly step: CompiledStep;
  readonly parameters: readonly Parameter[];
  /** Number of trainable parameters. */
  readonly size: number;
  /** The step's inputs that are drawn at random. */
  readonly noise: readonly NoiseInput[];
  /** The step's other scalar inputs: their values in step `done` of the run, from 0. */
  readonly scalars: Readonly<Record<string, (done: number, stepsPerEpoch: number) => number>>;
  /** Encodes the model's files with the given parameters. */
  readonly files: (
    parameters: Parameters,
    metadata: Readonly<Record<string, string>>,
  ) => ModelFiles;
  /** Computes scores from the sums of the step's outputs over `steps` steps. */
  readonly scores: (
    sums: Readonly<Record<string, number>>,
    steps: number,
    batchSize: number,
  ) => Scores;
}

/** Input of the test of a finished model. */
export interface TestInput<Config extends RunConfig = RunConfig> {
  readonly config: Config;
  readonly dataset: Dataset;
  /** The images that the model was trained on. */
  readonly train: LabelledImages;
  readonly session: SessionOptions;
  /** Called now and then during a long test, with the number of images done. */
  readonly onProgress: (done: number, total: number) => void;
}

/** The result of a finished model on the test images, as far as every kind of model has it. */
export interface TestResult {
  /** The scores in metrics.jsonl, summary.json and the terminal. */
  readonly scores: Readonly<Record<string, number>>;
}

/** The results of a finished run. */
export interface RunResults<Test extends TestResult = TestResult> {
  readonly metrics: readonly EpochMetrics[];
  readonly test: Test;
  readonly classes: readonly string[];
  /** Number of trainable parameters. */
  readonly parameters: number;
  readonly imagesPerSecond: number;
}

/**
 * The training of one model: its compiled step, validation, test and files. They differ between
 * classifiers and VAEs; the run around them is the same.
 *
 * Members are methods, so that trainings of all kinds of configuration fit into one registry.
 */
export interface Training<
  Config extends RunConfig = RunConfig,
  Test extends TestResult = TestResult,
> {
  /** Compiles the model's training step and files for a run. */
  compile(config: Config, classes: number, target: Target): CompiledTraining;
  /** Measures a model on validation images. */
  validate(
    files: ModelFiles,
    images: LabelledImages,
    session: SessionOptions,
    config: Config,
  ): Promise<Scores>;
  /** Measures a finished model on the test images. */
  test(files: ModelFiles, input: TestInput<Config>): Promise<Test>;
  /** The metadata of a finished model's files that come from its test. */
  metadata(test: Test): Readonly<Record<string, string>>;
  /** Writes figures, model card and, last of all, summary.json; returns the summary. */
  writeResults(folder: string, config: Config, results: RunResults<Test>): Promise<RunSummary>;
  /** Scores in a few words for the terminal. */
  scoresText(scores: Readonly<Record<string, number>>): string;
  /** The command that uses a finished run. */
  nextCommand(folder: string): string;
}
