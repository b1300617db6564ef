/**
 * ONNX graphs in few words. For tests only.
 */

import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor, OnnxType } from "../../onnx/model.ts";

/** A node that is named after its first output. */
export function node(
  op: string,
  inputs: string[],
  outputs: string[],
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
  domain = "",
): OnnxNode {
  return { op, domain, inputs, outputs, attributes, name: outputs[0]! };
}

const port = ([name, type]: [string, OnnxType]) => ({ name, type, shape: [] });

/** A graph of tensors without axes; `constants` are int64. */
export function onnxGraph(
  inputs: Readonly<Record<string, OnnxType>>,
  nodes: OnnxNode[],
  outputs: Readonly<Record<string, OnnxType>>,
  constants: readonly string[] = [],
): OnnxGraph {
  return {
    name: "graph",
    inputs: Object.entries(inputs).map(port),
    nodes,
    outputs: Object.entries(outputs).map(port),
    initializers: constants.map((name): OnnxTensor => ({
      name,
      type: "int64",
      shape: [],
      data: BigInt64Array.of(1n),
    })),
  };
}
