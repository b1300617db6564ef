import type { ClassifiedImages } from "../../infer/image_set/classified_images.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { architecture, calibrationCurve } from "../../viz/mod.ts";
import { architectureOf } from "./architecture.ts";
import { runCaption } from "./captions.ts";
import { type Figure, figureOf } from "./document/document.ts";
import { millions } from "./format.ts";
import type { TrainedRun } from "./training/trained_run.ts";

/** An exported model with its names and its cost. */
export interface ModelFile {
  /** The start of the figure's name. */
  readonly name: string;
  /** The model's title in the figure. */
  readonly title: string;
  readonly bytes: Uint8Array;
  /** Floating-point operations for one image. */
  readonly flops: number;
}

/** Draws the architecture of a model from its exported graph. */
export async function architectureFigure(
  { name, title, bytes, flops }: ModelFile,
  run: TrainedRun,
): Promise<Figure> {
  const blocks = await architectureOf(bytes);
  const parameters = blocks.reduce((sum, { parameters }) => sum + parameters, 0);
  const subtitle = `${formatCount(parameters)} parameters, ${
    millions(flops)
  } floating-point operations per image`;
  return figureOf(
    `${name}-architecture`,
    (theme) => architecture({ title: `${title}: architecture`, subtitle, theme, blocks }),
    runCaption(
      "Drawn from the exported graph. Each block shows the shape of its output, channels first.",
      run,
    ),
  );
}

/** Draws the accuracy of a classifier by the probability of its predictions. */
export function calibrationFigure(
  { model, predictions, source, synthetic }: ClassifiedImages,
  run: TrainedRun,
): Figure {
  const confidences = predictions.map(({ probability }) => probability);
  const correct = predictions.map(({ label, truth }) => label === truth);
  return figureOf(
    `${run.config.model}-calibration`,
    (theme) =>
      calibrationCurve({
        title: `${model}: calibration`,
        subtitle: source,
        synthetic,
        theme,
        confidences,
        correct,
      }),
    runCaption("The accuracy by the probability of the predicted class.", run),
  );
}
