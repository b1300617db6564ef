import type { Backend, ChosenBackend } from "../runtime/backends.ts";
import type { ClassifierSettings, Recipe, RecipeName, VaeSettings } from "./recipes.ts";

/** All that repeats a run, as far as every task has it; config.json in its folder. */
export interface RunConfig extends Recipe {
  readonly model: string;
  readonly recipe: RecipeName;
  readonly seed: number;
  /** First so many training images; all of them where it is missing. */
  readonly limit?: number;
  /** Epochs without a lower validation loss after which the run stops; missing: never. */
  readonly patience?: number;
  readonly dataset: {
    readonly name: string;
    readonly title: string;
    readonly synthetic: boolean;
    readonly verified: boolean;
    /** What `--data` was. */
    readonly data: string;
    readonly source: string;
    /** SHA-256 of the raw IDX files. */
    readonly hashes: Readonly<Record<string, string>>;
  };
  /** What `--backend` was. */
  readonly backend: Backend;
  /** What ran it. */
  readonly provider: ChosenBackend;
  /** Whether CUDA might round float32 to TF32; missing: not. */
  readonly tf32?: true;
  readonly threads: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** All that repeats a classifier's run. */
export type ClassifierConfig = RunConfig & ClassifierSettings;

/** All that repeats a VAE's run. */
export type VaeConfig = RunConfig & VaeSettings;
