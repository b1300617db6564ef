// This module is browser compatible.

import { type AttributeValues, makeGraph, type ValueInfo } from "../../onnx/make.ts";
import type { Node, Value } from "../graph.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { recurrenceOf } from "./recurrence.ts";

/**
 * Gradients that flow from step to step are set to 0 below this size. They shrink with each step;
 * after a few hundred their products would be subnormal numbers, with which processors compute
 * slowly: 240 steps of a GRU of 32 units then take 4.6 times as long.
 */
const SMALLEST_GRADIENT = 2 ** -100;

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
  const results = ordered.map(({ name, value }): ValueInfo => {
    const { dtype, shape } = value;
    const flushed = reverse && isState({ name }) && dtype === "float32" && lowering.target.shrink;
    const result = flushed
      ? inner.result("Shrink", inner.plain(get(value)), name, { lambd: { f: SMALLEST_GRADIENT } })
      : inner.result("Identity", inner.plain(get(value)), name);
    return { name: result, type: dtype, shape: shape.map(() => "") };
  });
  const body = makeGraph({
    name: "step",
    nodes: inner.nodes,
    inputs: [...states, ...sequences],
    outputs: results,
  });
  // ONNX's default is forward.
  const directions = (name: string, count: number): AttributeValues =>
    reverse && count > 0 ? { [name]: { ints: Array<number>(count).fill(1) } } : {};
  const names = lowering.emitMany(
    "Scan",
    [...states, ...sequences].map(({ from }) => from),
    {
      body: { graph: body },
      num_scan_inputs: { i: sequences.length },
      ...directions("scan_input_directions", sequences.length),
      ...directions("scan_output_directions", results.length - states.length),
    },
    results.length,
  );
  return outputs.map((output, i) => {
    const { shape, dtype } = node.outputs[i]!;
    return lowering.value(names[ordered.indexOf(output)]!, shape, dtype);
  });
}
