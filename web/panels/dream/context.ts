// This module is browser compatible.
import type { Generator } from "../../../data/random.ts";
import type { Inference } from "../../inference/client.ts";

/** The data and functions that the parts of the panel share. */
export interface DreamContext {
  readonly inference: Pick<Inference, "encode" | "decode" | "classify">;
  /** The number of dimensions of the latent space. */
  readonly latent: number;
  /** The test images, [count, 28, 28], grey levels 0..255. */
  readonly images: Uint8Array;
  /** The labels of the test images, [count]. */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** The generator that chooses test images and random points. */
  readonly random: Generator;
  /** Aborts when the panel leaves the page. */
  readonly signal: AbortSignal;
  readonly showError: (error: unknown) => void;
  /** Removes the error that is shown. */
  readonly clearError: () => void;
}
