// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import type { ExportOptions } from "../export_options.ts";
import type { DType } from "../graph.ts";
import { parameterNames, parametersOf } from "../parameters.ts";
import type { Traceable } from "../trace.ts";
import type { Source } from "./source.ts";

/**
 * A layers model as a source: its inference path.
 *
 * @throws {WeftError} `compiler` when names of outputs are missing or a length besides the batch is
 * free.
 */
export function fromLayersModel(model: tf.LayersModel, options: ExportOptions): Source {
  // tfjs builds a sequential model, and names its inputs, only at its first use.
  if (!model.built) model.build(model.inputs.map(({ shape }) => shape));
  const { outputs = model.outputNames } = options;
  if (outputs.length !== model.outputs.length) {
    throw new WeftError(
      "compiler",
      `Cannot export the model: ${outputs.length} names were given for its ` +
        `${model.outputs.length} outputs`,
      `Give one name for each of ${model.outputNames.join(", ")}`,
    );
  }
  const inputs = Object.fromEntries(
    model.inputs.map(({ shape, dtype }, i) => {
      const name = model.inputNames[i]!;
      if (shape.slice(1).includes(null)) {
        throw new WeftError(
          "compiler",
          `Cannot export the model: its input '${name}' of shape [${
            shape.map((length, axis) => length ?? (axis === 0 ? "batch" : "null"))
          }] has a free length besides the batch`,
          "Build the model with an inputShape in which every length is a number",
        );
      }
      return [name, { shape, dtype: dtype as DType }];
    }),
  );
  const fn: Traceable = (tensors) => {
    const list = Object.values(tensors);
    const result = model.apply(list.length === 1 ? list[0]! : list, { training: false });
    return Object.fromEntries(
      [result as tf.Tensor].flat().map((tensor, i) => [outputs[i]!, tensor]),
    );
  };
  return { inputs, outputs, fn, names: options.names ?? parameterNames(parametersOf(model)) };
}
