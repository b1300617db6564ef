// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { TrainableModel } from "./layers_model.ts";

/**
 * Checks the batches of a model with stateful recurrent layers. Row `i` of a batch continues row
 * `i` of the batch before, so all batches have the size of the layers' states.
 *
 * @param doing The beginning of an error: `Cannot fit`.
 * @throws {WeftError} `usage` when a batch has another number of rows.
 */
export function requireStatefulBatches(
  doing: string,
  { stateful, feedInputShapes }: Pick<TrainableModel, "stateful" | "feedInputShapes">,
  rows: number,
  batchSize: number,
): void {
  const expected = feedInputShapes[0]![0];
  if (!stateful || expected === null || expected === undefined) return;
  if (batchSize !== expected) {
    throw new WeftError(
      "usage",
      `${doing}: the model is stateful with batches of ${expected}, got batchSize ${batchSize}`,
      `Pass batchSize: ${expected}, or build the model with another batchInputShape`,
    );
  }
  if (rows % expected === 0) return;
  throw new WeftError(
    "usage",
    `${doing}: the model is stateful with batches of ${expected}, got ${rows} rows`,
    `Pass a number of rows that is a multiple of ${expected}`,
  );
}
