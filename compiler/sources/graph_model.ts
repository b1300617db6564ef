// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
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
 * @throws {WeftError} `compiler` for an unknown output, an input whose lengths remain free, and an
 * input of texts.
 */
export function fromGraphModel(model: tf.GraphModel, options: ExportOptions): Source {
  const topology = topologyOf(model);
  const nodes = nodesByName(topology);
  const outputs = chosenOutputs(model, options.outputs);
  const references = outputs.map(({ reference }) => reference);
  const used = new Set(ancestors(nodes, references.map(nodeOf)).map(({ name }) => name));
  const ports = graphInputs(model).filter(({ node }) => !options.outputs || used.has(node));
  const inputs = fixedInputs(ports.map((port) => ({ ...port, dtype: numeric(port) })), options);
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

function numeric({ name, dtype }: GraphInput): DType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new WeftError(
    "compiler",
    `Cannot export the model: its input '${name}' holds ${
      dtype === "string" ? "texts" : "complex numbers"
    }, and a compiled graph computes with numbers`,
    "Choose outputs that do not need it, with --outputs or the option outputs",
  );
}
