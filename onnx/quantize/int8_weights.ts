// This module is browser compatible.

/**
 * Weights in a quarter of the bytes. A weight is stored as signed bytes with a scale for each
 * channel, and a Cast and a Mul make float32 of them. A runtime folds constants when it loads a
 * model, so that it computes in float32 as before, at the same speed and with the same agreement
 * between runtimes. DequantizeLinear would say the same; but ONNX Runtime fuses it with a matrix
 * product into one that rounds the activations too, which is slower and differs between runtimes.
 *
 * @module
 */

import {
  type GraphProto,
  type ModelProto,
  type NodeProto,
  TensorProto_DataType as DataType,
} from "onnx-buf";
import { makeNode, makeTensor } from "../make.ts";
import { allNodes, subgraphsOf } from "../read.ts";
import { freshName } from "../rewrites/add_constant.ts";
import { foldConstants } from "./fold_constants.ts";
import { int8Channels } from "./int8_channels.ts";
import { int8Tensor } from "./int8_tensor.ts";
import { findWeights, type Weight } from "./weights.ts";

/**
 * Stores the weights of a model as signed bytes, in place, also those in subgraphs.
 *
 * @returns The names of the weights.
 *
 * @example
 * ```ts
 * import { decodeModel, encodeModel } from "../encode.ts";
 *
 * const model = decodeModel(await Deno.readFile("models/zoo/lenet/model.onnx"));
 * console.assert(storeWeightsAsInt8(model).includes("fc1/kernel"));
 * console.assert(encodeModel(model).length < 70_000); // from 249,103
 * ```
 */
export function storeWeightsAsInt8({ graph }: ModelProto): string[] {
  const graphs = [graph!, ...allNodes(graph!).flatMap(subgraphsOf)];
  // Not Pad: the CPU's rewrites drop channels of zeros, and look for the node that adds them.
  foldConstants(graph!, ["Reshape"]);
  return graphs.flatMap((each) => {
    const weights = findWeights(each);
    const names = weights.map(({ tensor }) => tensor.name);
    const nodes = weights.flatMap((weight) => store(each, weight));
    const stored = new Set(names);
    each.initializer = each.initializer.filter(({ name }) => !stored.has(name));
    each.node.unshift(...nodes);
    return names;
  });
}

/** Adds the bytes and scales of a weight, and returns the nodes that make float32 of them. */
function store(graph: GraphProto, { tensor: { name }, floats, shape, axis }: Weight): NodeProto[] {
  const { values, scales } = int8Channels(floats, shape, axis);
  const bytes = freshName(graph, `${name}_int8`);
  const scale = freshName(graph, `${name}_scale`);
  const steps = freshName(graph, `${name}_steps`);
  const scaleShape = shape.map((length, i) => i === axis ? length : 1).slice(axis);
  graph.initializer.push(
    int8Tensor(bytes, shape, values),
    makeTensor(scale, "float32", scaleShape, scales),
  );
  return [
    makeNode("Cast", [bytes], [steps], { to: { i: DataType.FLOAT } }),
    makeNode("Mul", [steps, scale], [name], {}, { name: `${name}/Mul` }),
  ];
}
