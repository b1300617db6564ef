import type { GraphProto } from "onnx-buf";
import type { ElementType } from "../../onnx/element_type.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { makeGraph, makeModel, makeNode, makeTensor } from "../../onnx/make.ts";
import { OPSET } from "../../compiler/targets.ts";
import { CALLS } from "./calls.ts";
import type { Call } from "./operands.ts";
import type { RunProfiled } from "./run_profiled.ts";

/** The element types that are tried, in the order of the tables. */
export const TYPES: readonly ElementType[] = [
  "float32",
  "float64",
  "int32",
  "int64",
  "bool",
  "uint8",
];

/** Makes the graph of one call. */
export function graphOf({ op, inputs, attributes, results }: Call): GraphProto {
  const named = inputs.map((operand, i) => ({ name: `x${i}`, ...operand }));
  const outputs = results.map((_, i) => `y${i}`);
  return makeGraph({
    name: "call",
    nodes: [makeNode(op, named.map(({ name }) => name), outputs, attributes, { name: op })],
    initializers: named.filter(({ constant }) => constant)
      .map(({ name, type, shape, data }) => makeTensor(name, type, shape, data)),
    inputs: named.filter(({ constant }) => !constant),
    outputs: results.map(([type, rank], i) => ({
      name: outputs[i]!,
      type,
      shape: Array.from({ length: rank }, (_, axis) => `${outputs[i]}/${axis}`),
    })),
  });
}

/**
 * Finds out if the webgpu provider computes a call itself.
 *
 * @returns `undefined` when the call does not run at all, because ONNX does not allow the type for
 * the operator or ONNX Runtime has no kernel for it.
 */
export async function runsOnGpu(call: Call, run: RunProfiled): Promise<boolean | undefined> {
  const graph = graphOf(call);
  const bytes = encodeModel(makeModel({ graph, opsets: { "": OPSET } }));
  const feeds = Object.fromEntries(
    call.inputs.flatMap((operand, i) => operand.constant ? [] : [[`x${i}`, operand]]),
  );
  try {
    const nodes = await run(bytes, feeds, { graphOptimizationLevel: "disabled" });
    // ONNX Runtime may replace an operator that is a function by the operators that define it.
    const own = nodes.filter(({ op }) => op === call.op);
    return (own.length > 0 ? own : nodes).every(({ provider }) => provider !== "CPU");
  } catch {
    return undefined;
  }
}

/**
 * The element types that the webgpu provider computes itself, by operator. The list is empty for an
 * operator that it leaves to the CPU for every type.
 */
export async function probe(run: RunProfiled): Promise<Record<string, ElementType[]>> {
  const found: Record<string, ElementType[]> = {};
  for (const op of Object.keys(CALLS).sort()) {
    const types: ElementType[] = [];
    for (const type of TYPES) if (await runsOnGpu(CALLS[op]!(type), run)) types.push(type);
    found[op] = types;
  }
  return found;
}
