// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { ExportOptions } from "../export_options.ts";
import type { DType } from "../graph.ts";
import type { Traceable } from "../trace.ts";
import type { Source } from "./source.ts";

/** A graph model as a source: what its `execute` computes. */
export function fromGraphModel(model: tf.GraphModel, options: ExportOptions): Source {
  const nodes = model.outputs.map(({ name }) => name);
  const { outputs = nodes } = options;
  const inputs = Object.fromEntries(
    model.inputs.map(({ name, shape, dtype }) => [
      name,
      { shape: (shape ?? []).map((length) => length < 0 ? null : length), dtype: dtype as DType },
    ]),
  );
  const fn: Traceable = (tensors) => {
    const results = [model.execute(tensors, nodes)].flat();
    return Object.fromEntries(results.map((tensor, i) => [outputs[i]!, tensor]));
  };
  return { inputs, outputs, fn };
}
