/**
 * Recorded kernel calls as parts of compiled graphs.
 *
 * @module
 */

import type { Graph, Inputs, Node } from "../../compiler/graph.ts";
import { valuesOf } from "../../compiler/kernel.ts";
import { kernels } from "../../compiler/kernels/mod.ts";
import { lower, withConstantState } from "../../compiler/lower.ts";
import type { GraphProto } from "onnx-buf";
import type { Target } from "../../compiler/targets.ts";
import type { Numbers } from "../../compiler/testing/agrees_with_tfjs.ts";
import type { KernelCall } from "./record.ts";

/** One call as a part of a graph. */
export interface Part {
  readonly call: KernelCall;
  readonly node: Node;
  readonly feeds: Readonly<Record<string, Numbers>>;
}

/**
 * Prepares a call as a part of a graph; `index` makes its names unique.
 *
 * @throws {WeftError} `compiler` when the compiler refuses the call.
 */
export function partOf(call: KernelCall, index: number): Part {
  const { kernel, attributes } = call;
  const feeds: Record<string, Numbers> = {};
  const inputs: Inputs = {};
  for (const [key, numbers] of Object.entries(call.inputs)) {
    const input = `call${index}/${key}`;
    feeds[input] = numbers;
    inputs[key] = { shape: numbers.shape, dtype: numbers.dtype, input };
  }
  const outputs = valuesOf([kernels[kernel]!.infer(inputs, attributes)].flat());
  const node: Node = {
    kernel,
    inputs,
    attributes,
    outputs,
    scope: `call${index}`,
    site: new Error(),
  };
  for (const output of outputs) {
    if (output.fill === undefined && output.data === undefined) output.node = node;
  }
  return { call, node, feeds };
}

/** The name of the graph output for an output of a call. */
export const nameOf = ({ node }: Part, output: number) => `${node.scope}/output${output}`;

/** Makes the graph of all these calls; `undefined` when all their results are constants. */
export function graphOf(parts: readonly Part[], target: Target): GraphProto | undefined {
  const lowered = parts.filter(({ node }) => node.outputs.some((output) => output.node));
  if (lowered.length === 0) return undefined;
  const graph: Graph = {
    inputs: lowered.flatMap(({ node }) => Object.values(node.inputs)),
    state: [],
    outputs: lowered.flatMap((part) =>
      part.node.outputs.map((value, i) => ({ name: nameOf(part, i), value }))
    ),
    nodes: lowered.map(({ node }) => node),
  };
  return withConstantState("calls", lower(graph, target));
}
