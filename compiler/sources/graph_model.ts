// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { ExportOptions } from "../export_options.ts";
import type { DType } from "../graph.ts";
import { constantFeeds } from "../graph_model/constant_inputs.ts";
import { tracePart } from "../graph_model/cut.ts";
import { prepareExecution } from "../graph_model/execution.ts";
import type { DynamicTensor } from "../graph_model/dynamic_shapes/dynamic_tensor.ts";
import { DynamicPart } from "../graph_model/dynamic_shapes/lower.ts";
import {
  chosenOutputs,
  type GraphInput,
  graphInputs,
  type GraphOutput,
} from "../graph_model/ports.ts";
import { type AnyTensor, isDynamic } from "../graph_model/slot.ts";
import { ancestors, nodeOf, nodesByName, topologyOf } from "../graph_model/topology.ts";
import { graphWeights } from "../graph_model/weights.ts";
import type { Traceable } from "../trace.ts";
import { fixedInputs } from "./shapes.ts";
import type { Source } from "./source.ts";

/**
 * A graph model as a source: what its graph computes, up to the outputs that the options choose.
 * Inputs and outputs have the names of its signature.
 *
 * @throws {WeftError} `compiler` for an unknown output and an input whose lengths remain free.
 */
export function fromGraphModel(model: tf.GraphModel, options: ExportOptions): Source {
  const { constants = {} } = options;
  const topology = topologyOf(model);
  const nodes = nodesByName(topology);
  const outputs = chosenOutputs(model, options.outputs);
  const references = outputs.map(({ reference }) => reference);
  const used = new Set(ancestors(nodes, references.map(nodeOf)).map(({ name }) => name));
  const ports = graphInputs(model).filter(isNumeric)
    .filter(({ name, node }) => !(name in constants) && (!options.outputs || used.has(node)));
  const inputs = fixedInputs(ports, options);
  const execution = prepareExecution(model, topology);
  let dynamic: DynamicPart | undefined;
  const fn: Traceable = (tensors) => {
    const feeds = {
      ...Object.fromEntries(ports.map(({ name, node }) => [node, tensors[name]!])),
      ...constantFeeds(model, constants),
    };
    const results = tracePart({ nodes, execution, feeds, outputs: references })
      .map((tensor, i) => ({ ...outputs[i]!, tensor }));
    dynamic = new DynamicPart(results.filter(hasDynamicShape));
    const fixed = results.filter(hasFixedShape).map(({ name, tensor }) => [name, tensor]);
    return { ...Object.fromEntries(fixed), ...dynamic.reads };
  };
  const names = [...ports, ...outputs].map(({ name }) => name);
  return {
    inputs,
    outputs: outputs.map(({ name }) => name),
    fn,
    complete: (graph) => dynamic!.appendTo(graph),
    weights: graphWeights(model, new Set(names)),
  };
}

/** An output of a graph, with its tensor. */
interface Result<T extends AnyTensor> extends GraphOutput {
  readonly tensor: T;
}

const hasDynamicShape = (result: Result<AnyTensor>): result is Result<DynamicTensor> =>
  isDynamic(result.tensor);
const hasFixedShape = (result: Result<AnyTensor>): result is Result<tf.Tensor> =>
  !isDynamic(result.tensor);

/** True for an input that a compiled graph can have; the graph behind another one is refused. */
function isNumeric(port: GraphInput): port is GraphInput & { readonly dtype: DType } {
  return ["float32", "int32", "bool"].includes(port.dtype);
}
