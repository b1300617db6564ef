import type { Backend, ChosenBackend } from "../../runtime/runtime.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { RecipeName } from "../../train/recipes.ts";
import type { Block } from "./document.ts";

/** What the user asked for: the same for all stages. */
export interface Study {
  /** A first look in a few minutes: shorter training, fewer seeds, fewer points. */
  readonly quick: boolean;
  /** The recipe of the models of chapter 2 and of the VAE. */
  readonly recipe: RecipeName;
  readonly seed: number;
  /** All images: of those to train on `limit` leaves the first. */
  readonly dataset: Dataset;
  /** What `--data` was. */
  readonly data: string;
  /** First so many training images; missing: all. The test images are always all. */
  readonly limit?: number;
  /** What `--backend` was, and what it came to. */
  readonly backend: Backend;
  readonly provider: ChosenBackend;
  readonly threads: number;
}

/** The chapters that stages write into, in the order of the report. */
export const CHAPTERS = [
  ["conclusions", "What was found"],
  ["models", "The classifiers"],
  ["modifications", "What each modification bought"],
  ["maps", "PCA beside t-SNE"],
  ["vae", "The variational autoencoder"],
  ["parity", "The same answers in every runtime"],
] as const;

/** The name of a chapter. */
export type ChapterName = typeof CHAPTERS[number][0];

/**
 * A part of the study that is done once: its result is kept under OUT/stages/NAME and used again as
 * long as its settings, those of the stages that it needs, and the versions of what computes are
 * the same.
 */
export interface Stage {
  /** Unique; the name of its folder. */
  readonly name: string;
  /** What the progress display calls it. */
  readonly title: string;
  /** Seconds that it takes on two cores: its share of the progress display. */
  readonly weight: number;
  /** Stages whose data it reads. They run before it; where one of them failed it is left out. */
  readonly needs: readonly string[];
  /** The chapter that its blocks belong to. */
  readonly chapter: ChapterName;
  /**
   * All that decides its result, as plain JSON, but for what it reads of other stages. The
   * dataset's hashes too.
   */
  readonly settings: unknown;
  /**
   * Does the work. It must come to the same result when it was stopped before and is run again.
   *
   * @throws {WeftError} When it cannot; the report then says so in its place. The signal's reason
   * when it was stopped.
   */
  run(context: StageContext): Promise<StageResult>;
}

/** What a stage leaves. */
export interface StageResult {
  /**
   * For other stages, the summary and programs: plain JSON. Times only where the name says so:
   * `seconds`.
   */
  readonly data: unknown;
  /** What the report says of it. */
  readonly blocks: readonly Block[];
  /**
   * Files for outputs.zip, such as complete image sets; the path begins with a folder of the
   * stage's own.
   */
  readonly files?: readonly StageFile[];
}

/** A file of a stage and its bytes. */
export interface StageFile {
  /** With `/`: `lenet/images/0-bag-01.png`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What a stage works with. */
export interface StageContext {
  readonly study: Study;
  /** A folder of its own, OUT/stages/NAME: for what has to outlive an interruption. */
  readonly folder: string;
  /** The folder of training runs, OUT/runs. */
  readonly runs: string;
  /** Aborted by Ctrl-C: throw its reason when nothing worth keeping is left to do. */
  readonly signal: AbortSignal;
  /** The data of a stage that it needs. */
  data<Data>(stage: string): Data;
  /**
   * Says how far it is, 0 to 1; `note` follows the numbers of the progress display. Cheap: call it
   * often.
   */
  progress(share: number, note?: string): void;
  /** Prints a line of its own above the progress display. */
  line(text: string): void;
}
