// This module is browser compatible.
import type { Evaluation } from "../evaluate.ts";
import type { Heading, ThemeName } from "../../viz/mod.ts";
import type { Prediction } from "../outputs/format_predictions.ts";

/** The images, predictions and titles that an image set shows. */
export interface ClassifiedImages {
  /** The model's title in figures. */
  readonly model: string;
  /** The source of the images, such as `Fashion-MNIST, 10,000 test images`. */
  readonly source: string;
  /** True when the images were drawn by code. */
  readonly synthetic: boolean;
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** [count,28,28] grey levels. */
  readonly images: Uint8Array;
  /** The prediction for each image. Either all of them have a truth or none has. */
  readonly predictions: readonly Prediction[];
  /** The scores of the predictions, when the truth is known. */
  readonly evaluation?: Evaluation | undefined;
  /** The theme of the figures. Default light. */
  readonly theme?: ThemeName;
}

/** The title and the subtitle of a figure of an image set. */
export function figureHeading(set: ClassifiedImages, subject: string): Required<Heading> {
  const { model, source, synthetic, evaluation, theme = "light" } = set;
  const accuracy = evaluation && ` · accuracy ${(100 * evaluation.accuracy).toFixed(2)}%`;
  const title = `${model}: ${subject}`;
  return { title, subtitle: `${source}${accuracy ?? ""}`, synthetic, theme };
}
