/**
 * Makes small ONNX graphs. For tests only.
 */

import type { GraphProto, NodeProto } from "onnx-buf";
import { elementData, type ElementType } from "../element_type.ts";
import { makeGraph, makeTensor } from "../make.ts";

const scalar = ([name, type]: [string, ElementType]) => ({ name, type, shape: [] });

/** Makes a graph whose inputs, outputs and constants are scalars; `constants` are int64. */
export function onnxGraph(
  inputs: Readonly<Record<string, ElementType>>,
  nodes: NodeProto[],
  outputs: Readonly<Record<string, ElementType>>,
  constants: readonly string[] = [],
): GraphProto {
  return makeGraph({
    name: "graph",
    inputs: Object.entries(inputs).map(scalar),
    nodes,
    outputs: Object.entries(outputs).map(scalar),
    initializers: constants.map((name) => makeTensor(name, "int64", [], elementData("int64", [1]))),
  });
}
