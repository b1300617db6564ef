// This module is browser compatible.
import type { Flag } from "./flags.ts";

/** `--unverified` of every command that reads the data set. */
export const unverified = {
  kind: "boolean",
  help: "Accept other IDX files than the official ones",
} as const satisfies Flag;

/** `--tf32` of every command that computes on a backend of the user's choice. */
export const tf32 = {
  kind: "boolean",
  help: "Let an NVIDIA card round float32 to TF32: faster, with other digits",
} as const satisfies Flag;
