// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import type { ExportOptions } from "../export_options.ts";
import type { DType } from "../graph.ts";
import { tracePart } from "../graph_model/cut.ts";
import { prepareExecution } from "../graph_model/execution.ts";
import { chosenOutputs, type GraphInput, graphInputs } from "../graph_model/ports.ts";
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
  const topology = topologyOf(model);
  const nodes = nodesByName(topology);
  const outputs = chosenOutputs(model, options.outputs);
  const references = outputs.map(({ reference }) => reference);
  const used = new Set(ancestors(nodes, references.map(nodeOf)).map(({ name }) => name));
  const ports = graphInputs(model).filter(isNumeric)
    .filter(({ node }) => !options.outputs || used.has(node));
  const inputs = fixedInputs(ports, options);
  const execution = prepareExecution(model, topology);
  const fn: Traceable = (tensors) => {
    const feeds = Object.fromEntries(ports.map(({ name, node }) => [node, tensors[name]!]));
    const results = tracePart({ nodes, execution, feeds, outputs: references });
    return Object.fromEntries(results.map((tensor, i) => [outputs[i]!.name, tensor]));
  };
  const names = [...ports, ...outputs].map(({ name }) => name);
  return {
    inputs,
    outputs: outputs.map(({ name }) => name),
    fn,
    weights: graphWeights(model, new Set(names)),
  };
}

/** True for an input that a compiled graph can have; the graph behind another one is refused. */
function isNumeric(port: GraphInput): port is GraphInput & { readonly dtype: DType } {
  return ["float32", "int32", "bool"].includes(port.dtype);
}
