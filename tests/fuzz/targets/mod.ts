import type { Target } from "../target.ts";
import { MODELS } from "./models.ts";
import { READERS } from "./readers.ts";
import { RUNS } from "./runs.ts";

/** All targets by name. */
export const TARGETS: Readonly<Record<string, Target>> = {
  ...READERS,
  ...RUNS,
  ...MODELS,
};
