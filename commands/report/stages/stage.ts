import type { Block } from "../document/document.ts";
import type { ReportOptions } from "../report_options.ts";

/** The chapters that stages write into, in the order of the report: name and title. */
export const CHAPTERS = [
  ["conclusions", "Conclusions"],
  ["models", "The classifiers"],
  ["modifications", "The effect of each modification"],
  ["maps", "PCA beside t-SNE"],
  ["vae", "The variational autoencoder"],
  ["parity", "Agreement of the runtimes"],
] as const;

/** The name of a chapter. */
export type ChapterName = typeof CHAPTERS[number][0];

/**
 * One part of the report's work. Its result is kept under OUT/stages/NAME. The next call reuses the
 * result when the settings of the stage, the stages that it reads and the software are the same.
 */
export interface Stage {
  /** Unique; also the name of its folder. */
  readonly name: string;
  /** The name in the progress display and in messages. */
  readonly title: string;
  /** Expected seconds on two cores: the share of the stage in the progress display. */
  readonly weight: number;
  /** The stages whose data it reads. They run before it. When one of them fails, it is left out. */
  readonly needs: readonly string[];
  /** The chapter of its blocks. */
  readonly chapter: ChapterName;
  /**
   * Everything that the result depends on, except the data of other stages: plain JSON, with the
   * hashes of the dataset.
   */
  readonly settings: unknown;
  /**
   * Does the work. An interrupted stage runs again and must come to the same result.
   *
   * @throws {WeftError} When it cannot; the report then shows the message in place of the result.
   * Throws the signal's reason when the signal is aborted.
   */
  run(context: StageContext): Promise<StageResult>;
}

/** The result of a stage. */
export interface StageResult {
  /** Plain JSON for the summary and for other stages. Only the fields `seconds…` hold times. */
  readonly data: unknown;
  /** Its part of the chapter. */
  readonly blocks: readonly Block[];
  /** Files for outputs.zip, such as complete image sets. */
  readonly files?: readonly StageFile[];
}

/** A file of a stage. */
export interface StageFile {
  /** The path in outputs.zip, with `/`: `images/lenet/images/0-bag-01.png`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The input of a stage. */
export interface StageContext {
  readonly options: ReportOptions;
  /** The folder of the stage, OUT/stages/NAME, for files that must survive an interruption. */
  readonly folder: string;
  /** The folder of training runs, OUT/runs. */
  readonly runs: string;
  /** Aborted by Ctrl-C. A stage then throws the signal's reason as soon as it loses no work. */
  readonly signal: AbortSignal;
  /** The data of a stage in `needs`. */
  data<Data>(stage: string): Data;
  /** Reports the progress, 0 to 1, with an optional note. It is cheap to call often. */
  progress(share: number, note?: string): void;
  /** Prints a line above the progress display. */
  line(text: string): void;
}
