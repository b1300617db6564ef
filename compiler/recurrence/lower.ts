// This module is browser compatible.

import { makeGraph, type ValueInfo } from "../../onnx/make.ts";
import type { Node, Value } from "../graph.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { recurrenceOf } from "./recurrence.ts";

/** Lowers nodes in their order, and returns a function that gives the tensor of a value. */
export type LowerNodes = (
  lowering: Lowering,
  nodes: readonly Node[],
  lowered: Map<Value, Lowered>,
) => (value: Value) => Lowered;

/**
 * Lowers a recurrence to ONNX's Scan. What does not depend on the step's inputs is computed once,
 * outside of the Scan.
 */
export function lowerRecurrence(
  lowering: Lowering,
  node: Node,
  tensorOf: (value: Value) => Lowered,
  lowerNodes: LowerNodes,
): Lowered[] {
  const { inputs, outputs, nodes, reverse } = recurrenceOf(node)!;
  const is = (kind: string) => ({ name }: { readonly name: string }) => name.startsWith(kind);
  const inner = lowering.subgraph();
  const lowered = new Map<Value, Lowered>();
  for (const { name, value } of inputs.filter(is("capture/"))) {
    lowered.set(value, tensorOf(node.inputs[name]!));
  }
  const declare = ({ name, value }: typeof inputs[number]): ValueInfo & { from: string } => {
    const { shape, dtype } = value;
    const own = inner.declare(name);
    lowered.set(value, inner.value(own, shape, dtype));
    // The lengths may depend on the batch; ONNX infers them.
    const from = lowering.plain(tensorOf(node.inputs[name]!));
    return { name: own, type: dtype, shape: shape.map(() => ""), from };
  };
  const states = inputs.filter(is("state/")).map(declare);
  const sequences = inputs.filter(is("sequence/")).map(declare);
  const get = lowerNodes(inner, nodes, lowered);
  const isState = is("state/");
  const ordered = [...outputs.filter(isState), ...outputs.filter((output) => !isState(output))];
  const results = ordered.map(({ name, value }): ValueInfo => ({
    name: inner.result(inner.plain(get(value)), `${name}/next`),
    type: value.dtype,
    shape: value.shape.map(() => ""),
  }));
  const body = makeGraph({
    name: "step",
    nodes: inner.nodes,
    inputs: [...states, ...sequences],
    outputs: results,
  });
  const directions = (count: number) => ({ ints: Array<number>(count).fill(reverse ? 1 : 0) });
  const names = lowering.emitMany(
    "Scan",
    [...states, ...sequences].map(({ from }) => from),
    {
      body: { graph: body },
      num_scan_inputs: { i: sequences.length },
      scan_input_directions: directions(sequences.length),
      scan_output_directions: directions(results.length - states.length),
    },
    results.length,
  );
  return outputs.map((output, i) => {
    const { shape, dtype } = node.outputs[i]!;
    return lowering.value(names[ordered.indexOf(output)]!, shape, dtype);
  });
}
