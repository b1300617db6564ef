// This module is browser compatible.
import type { Evaluation } from "../evaluate.ts";
import type { ThemeName } from "../../viz/mod.ts";
import type { Prediction } from "../outputs/format_predictions.ts";

/** All that an image set tells of. */
export interface ClassifiedImages {
  /** What figures call the model. */
  readonly model: string;
  /** Where the images come from, such as `Fashion-MNIST, 10,000 test images`. */
  readonly source: string;
  /** Whether the images were drawn by code. */
  readonly synthetic: boolean;
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  /** What the model says of each image; with the truth of each or of none. */
  readonly predictions: readonly Prediction[];
  /** How good that is, where the truth is known. */
  readonly evaluation?: Evaluation | undefined;
  /** The looks of the figures. Default light. */
  readonly theme?: ThemeName;
}

/** The headings that all figures of a set have. */
export function figureHeading(contents: ClassifiedImages, what: string) {
  const { model, source, synthetic, evaluation, theme = "light" } = contents;
  const accuracy = evaluation && ` · accuracy ${(100 * evaluation.accuracy).toFixed(2)}%`;
  return { title: `${model}: ${what}`, subtitle: `${source}${accuracy ?? ""}`, synthetic, theme };
}
