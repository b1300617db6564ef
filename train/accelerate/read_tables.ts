// This module is browser compatible.

import { WeftError } from "../../error.ts";
import { type ModelNumbers, tablesOf } from "./fit_data.ts";
import { hasClassNumbers, type TrainableModel } from "./layers_model.ts";
import type { Tables } from "./run_batches.ts";

/** Inputs and targets. */
export type TablePair = Pick<Tables, "x" | "y">;

/**
 * Checks inputs and targets against a model.
 *
 * @param doing The beginning of an error: `Cannot fit`.
 * @throws {WeftError} `usage` when they do not fit, `data` when one is not a number.
 */
export function readTables(
  trainable: TrainableModel,
  doing: string,
  x: ModelNumbers,
  y: ModelNumbers,
): TablePair {
  const { inputNames, feedInputShapes, outputNames, feedOutputShapes } = trainable;
  const shapes = feedOutputShapes.map((shape, i) =>
    hasClassNumbers(trainable, i) ? [...shape.slice(0, -1), 1] : shape
  );
  const inputs = tablesOf(doing, x, inputNames, feedInputShapes);
  const targets = tablesOf(doing, y, outputNames, shapes);
  if (inputs[0]!.rows === targets[0]!.rows) return { x: inputs, y: targets };
  throw new WeftError(
    "usage",
    `${doing}: the inputs have ${inputs[0]!.rows} rows, the targets ${targets[0]!.rows}`,
    "Pass one target for each input",
  );
}
