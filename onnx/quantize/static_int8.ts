// This module is browser compatible.

/**
 * Static int8: convolutions and matrix products in integers, in the form that runtimes recognise. A
 * value is rounded to bytes by QuantizeLinear and read through DequantizeLinear; a runtime fuses
 * the operators between them into integer ones, and one that does not computes the same in float32.
 *
 * Activations are unsigned bytes with a zero point. Their ranges come from a float32 run on
 * pictures of the kind that the model will see.
 *
 * @module
 */

import type { GraphProto, ModelProto, NodeProto } from "onnx-buf";
import { indexGraph } from "../graph_index.ts";
import { makeNode, makeTensor } from "../make.ts";
import { pruneGraph } from "../prune.ts";
import { subgraphsOf } from "../read.ts";
import { addConstant, freshName } from "../rewrites/add_constant.ts";
import { findIntegerPart, type Range } from "./activations.ts";
import { foldBias } from "./fold_bias.ts";
import { foldConstants } from "./fold_constants.ts";
import { foldBatchNormalization } from "../rewrites/fold_batch_normalization.ts";
import { quantizeParameters } from "./integer_weights.ts";
import { reluBeforePool } from "./relu_before_pool.ts";

/**
 * Prepares a model for {@linkcode quantizeStatically}, in place, without a change of its results.
 *
 * @returns The values whose ranges are needed.
 */
export function prepareStatic({ graph }: ModelProto): string[] {
  foldConstants(graph!, ["Reshape", "Pad"]);
  foldBias(graph!);
  foldBatchNormalization(graph!);
  reluBeforePool(graph!);
  return [...new Set(findIntegerPart(graph!).values.values())];
}

/**
 * Quantizes a prepared model, in place.
 *
 * @param ranges The range of each value that {@linkcode prepareStatic} names.
 * @returns The names of the nodes that compute in integers.
 */
export function quantizeStatically(
  { graph }: ModelProto,
  ranges: ReadonlyMap<string, Range>,
): string[] {
  const { nodes, values } = findIntegerPart(graph!);
  const index = indexGraph(graph!);
  const steps = new Map(
    [...values].map(([value, source]) => [value, stepOf(ranges.get(source)!)]),
  );
  const parameters = nodes.flatMap((node) =>
    quantizeParameters(graph!, node, index, steps.get(node.input[0]!)!.scale)
  );
  graph!.node = [...parameters, ...quantizeValues(graph!, steps)];
  graph!.valueInfo = [];
  pruneGraph(graph!);
  return nodes.map(({ name, output }) => name || output[0]!);
}

/** The scale and the zero point of a value: number = (byte - zeroPoint) * scale. */
interface Step {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** The step of a range in unsigned bytes. Zero is in it and has a byte of its own. */
function stepOf({ min, max }: Range): Step {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const scale = Math.fround((high - low) / 255) || 1;
  return { scale, zeroPoint: Math.max(0, Math.min(255, Math.round(-low / scale))) };
}

/** The nodes of the graph, with a pair of nodes behind each value that becomes bytes. */
function quantizeValues(graph: GraphProto, steps: ReadonlyMap<string, Step>): NodeProto[] {
  const renamed = new Map<string, string>();
  const pairs = (values: readonly string[]) =>
    values.filter((value) => steps.has(value)).flatMap((value) => {
      const { nodes, read } = quantizeValue(graph, value, steps.get(value)!);
      renamed.set(value, read);
      return nodes;
    });
  const front = pairs(graph.input.map(({ name }) => name));
  const rest = graph.node.flatMap((node) => {
    if (subgraphsOf(node).length === 0) {
      node.input = node.input.map((value) => renamed.get(value) ?? value);
    }
    return [node, ...pairs(node.output)];
  });
  return [...front, ...rest];
}

/** The pair of nodes that rounds a value to bytes and reads them, and the name of what is read. */
function quantizeValue(graph: GraphProto, value: string, { scale, zeroPoint }: Step) {
  const scaleName = addConstant(graph, `${value}_scale`, [], Float32Array.of(scale));
  const zero = freshName(graph, `${value}_zero`);
  graph.initializer.push(makeTensor(zero, "uint8", [], Uint8Array.of(zeroPoint)));
  const bytes = freshName(graph, `${value}_uint8`);
  const read = freshName(graph, `${value}_dequantized`);
  const nodes = [
    makeNode("QuantizeLinear", [value, scaleName, zero], [bytes]),
    makeNode("DequantizeLinear", [bytes, scaleName, zero], [read]),
  ];
  return { nodes, read };
}
