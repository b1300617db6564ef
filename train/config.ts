// This module is browser compatible.

import type { ClassifierSettings, Recipe, VaeSettings } from "../models/mod.ts";
import type { ChosenBackend } from "../runtime/backends.ts";
import type { FlagSettings } from "./settings.ts";

/** The images of a run. */
export interface RunDataset {
  readonly name: string;
  readonly title: string;
  readonly synthetic: boolean;
  readonly verified: boolean;
  /** The value of `--data`. */
  readonly data: string;
  /** The folder or address that they were read from. */
  readonly source: string;
  /** SHA-256 of the raw IDX files. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** config.json: all that repeats a run, as far as every kind of model has it. */
export interface RunConfig extends Recipe, FlagSettings {
  readonly dataset: RunDataset;
  /** The backend that the run was trained on. */
  readonly provider: ChosenBackend;
  readonly versions: Readonly<Record<string, string>>;
}

/** config.json of a classifier's run. */
export type ClassifierConfig = RunConfig & ClassifierSettings;

/** config.json of a VAE's run. */
export type VaeConfig = RunConfig & VaeSettings;
