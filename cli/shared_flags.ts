// This module is browser compatible.
import type { Flag, NumberFlag, PathFlag } from "./flag.ts";

/** The flag `--unverified` of commands that read the data set. */
export const unverified = {
  kind: "boolean",
  help: "Accept other IDX files than the official ones",
} as const satisfies Flag;

/** The flag `--tf32` of commands that run a model on a backend of the user's choice. */
export const tf32 = {
  kind: "boolean",
  help: "Let an NVIDIA GPU round float32 to TF32: faster, with other digits",
} as const satisfies Flag;

/** The flag `--threads` of commands that run a model. Its default is one for each core. */
export const threads = (help: string): NumberFlag & { readonly kind: "integer" } => ({
  kind: "integer",
  value: "N",
  min: 1,
  max: 1_024,
  defaultHelp: "one for each core",
  help,
});

/**
 * The flag `--data` of commands that read images of the data set.
 *
 * @param defaultHelp The default, where the flag is not given.
 */
export const data = (help: string, defaultHelp: string): PathFlag => ({
  kind: "path",
  names: ["auto", "synthetic"],
  value: "auto|synthetic|DIR",
  defaultHelp,
  help,
});
