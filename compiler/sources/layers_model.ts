// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import { distinctNames } from "../distinct_names.ts";
import type { ExportOptions } from "../export_options.ts";
import type { DType } from "../graph.ts";
import { parametersOf } from "../parameters.ts";
import type { Traceable } from "../trace.ts";
import { fixedInputs } from "./shapes.ts";
import type { Source } from "./source.ts";

/**
 * A layers model as a source: its inference path.
 *
 * @throws {WeftError} `compiler` when the names of outputs are not one distinct name for each, when
 * a length besides the batch is free, when inputs are to be constants, or when an input holds texts
 * or complex numbers.
 */
export function fromLayersModel(model: tf.LayersModel, options: ExportOptions): Source {
  if (options.constants) {
    throw new WeftError(
      "compiler",
      "Cannot fix inputs of a layers model: only those of a graph model become constants",
      "Leave the option constants out, or build the model without the input",
    );
  }
  // tfjs builds a sequential model, and names its inputs, only at its first use.
  if (!model.built) model.build(model.inputs.map(({ shape }) => shape));
  const { inputNames } = model;
  const inputs = fixedInputs(
    model.inputs.map(({ shape, dtype }, i) => {
      const name = inputNames[i]!;
      return { name, shape, dtype: checkedType(name, dtype) };
    }),
    options,
  );
  const names = options.names ?? namesOfWeights(model);
  const outputs = options.outputs
    ? checkedNames(options.outputs, model)
    : distinctNames(model.outputNames, [...inputNames, ...names.values()]);
  const fn: Traceable = (tensors) => {
    // The record of tensors has no order: names that are integers come first in it.
    const results = outputsOf(model, inputNames.map((name) => tensors[name]!));
    return Object.fromEntries(results.map((tensor, i) => [outputs[i]!, tensor]));
  };
  return { inputs, outputs, fn, names };
}

/**
 * The outputs of a model for its inputs, in their order. tfjs computes an output that a model lists
 * twice only once.
 */
function outputsOf(model: tf.LayersModel, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const list = inputs.length === 1 ? inputs[0]! : [...inputs];
  const results = [model.apply(list, { training: false }) as tf.Tensor].flat();
  return model.outputs.map((output) => results[model.outputs.indexOf(output)]!);
}

function namesOfWeights(model: tf.LayersModel): Map<tf.Variable, string> {
  const parameters = parametersOf(model);
  const names = distinctNames(parameters.map(({ name }) => name), model.inputNames);
  return new Map(parameters.map(({ variable }, i) => [variable, names[i]!]));
}

function checkedNames(names: readonly string[], model: tf.LayersModel): readonly string[] {
  const refuse = (why: string) =>
    new WeftError(
      "compiler",
      `Cannot export the model: ${why}`,
      `Give one name for each of ${model.outputNames.join(", ")}`,
    );
  const { length } = model.outputs;
  if (names.length !== length) {
    throw refuse(`${names.length} names were given for its ${length} outputs`);
  }
  if (names.includes("")) throw refuse("the name of an output is empty");
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw refuse(`two of its outputs have the name '${repeated}'`);
  return names;
}

const TYPES: readonly string[] = ["float32", "int32", "bool"] satisfies DType[];

function checkedType(name: string, dtype: tf.DataType): DType {
  if (TYPES.includes(dtype)) return dtype as DType;
  throw new WeftError(
    "compiler",
    `Cannot export the model: its input '${name}' is of type ${dtype}`,
    `Build the model with an input of one of the types ${TYPES.join(", ")}`,
  );
}
