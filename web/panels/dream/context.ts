// This module is browser compatible.
import type { Generator } from "../../../data/random.ts";
import type { Inference } from "../../inference/client.ts";

/** What the parts of the panel share. */
export interface Studio {
  readonly inference: Pick<Inference, "encode" | "decode" | "classify">;
  /** Dimensions of the latent space. */
  readonly latent: number;
  /** The test images, [count, 28, 28], grey levels 0..255, */
  readonly images: Uint8Array;
  /** and their classes, [count]. */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
  /** Draws garments and points. */
  readonly random: Generator;
  readonly signal: AbortSignal;
  /** Shows what went wrong, */
  readonly fail: (error: unknown) => void;
  /** and takes it away when the same goes well. */
  readonly succeed: () => void;
}
