import type { Target } from "../target.ts";
import { MODELS } from "./models.ts";
import { READERS } from "./readers.ts";

/** All targets by name. */
export const TARGETS: Readonly<Record<string, Target>> = { ...READERS, ...MODELS };
