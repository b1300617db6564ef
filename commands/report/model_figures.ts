import type { Contents } from "../../infer/image_set/contents.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { architecture, calibrationCurve } from "../../viz/mod.ts";
import { architectureOf } from "./architecture.ts";
import { type Figure, figureOf } from "./document/document.ts";
import type { TrainedRun } from "./training/trained_run.ts";
import { millions, ofRun } from "./format.ts";

/** A model's file, and what is known of it. */
export interface ModelFile {
  /** The name of the figure begins with it. */
  readonly name: string;
  /** What the figure calls it. */
  readonly title: string;
  readonly bytes: Uint8Array;
  /** Floating-point operations for one image. */
  readonly flops: number;
}

/** Draws what a model is made of, from its exported graph. */
export async function architectureFigure(
  { name, title, bytes, flops }: ModelFile,
  run: TrainedRun,
): Promise<Figure> {
  const blocks = await architectureOf(bytes);
  const parameters = blocks.reduce((sum, { parameters }) => sum + parameters, 0);
  const subtitle = `${formatCount(parameters)} parameters, ${
    millions(flops)
  } floating-point operations for an image`;
  return figureOf(
    `${name}-architecture`,
    (theme) => architecture({ title: `${title}: architecture`, subtitle, theme, blocks }),
    ofRun("Drawn from the exported graph: what comes out of each block, channels first.", run),
  );
}

/** Draws whether a classifier's probabilities can be believed. */
export function calibrationFigure(
  { model, predictions, source, synthetic }: Contents,
  run: TrainedRun,
): Figure {
  const confidences = predictions.map(({ probability }) => probability);
  const correct = predictions.map(({ label, truth }) => label === truth);
  return figureOf(
    `${run.config.model}-calibration`,
    (theme) =>
      calibrationCurve({
        title: `${model}: can its probabilities be believed?`,
        subtitle: source,
        synthetic,
        theme,
        confidences,
        correct,
      }),
    ofRun("How often the model is right, by how sure it is.", run),
  );
}
