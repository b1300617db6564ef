import type { OnnxGraph, OnnxType } from "../../onnx/model.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { OPSET } from "../../compiler/targets.ts";
import { CALLS } from "./calls.ts";
import type { Call } from "./operands.ts";
import type { RunProfiled } from "./run_profiled.ts";

/** The element types that are tried, in the order in which tables have them. */
export const TYPES: readonly OnnxType[] = ["float32", "float64", "int32", "int64", "bool", "uint8"];

/** A graph of one call. */
export function graphOf({ op, inputs, attributes, results }: Call): OnnxGraph {
  const named = inputs.map((operand, i) => ({ name: `x${i}`, ...operand }));
  const outputs = results.map((_, i) => `y${i}`);
  return {
    name: "call",
    nodes: [{
      op,
      domain: "",
      inputs: named.map(({ name }) => name),
      outputs,
      attributes,
      name: op,
    }],
    initializers: named.filter(({ constant }) => constant),
    inputs: named.filter(({ constant }) => !constant),
    outputs: results.map(([type, rank], i) => ({
      name: outputs[i]!,
      type,
      shape: Array.from({ length: rank }, (_, axis) => `${outputs[i]}/${axis}`),
    })),
  };
}

/**
 * Whether the webgpu provider computes a call itself; `undefined` where the call does not run at
 * all, because ONNX has no such type for the operator or ONNX Runtime no kernel.
 */
export async function runsOnGpu(call: Call, run: RunProfiled): Promise<boolean | undefined> {
  const graph = graphOf(call);
  const bytes = encodeModel({ graph, opsets: { "": OPSET }, metadata: {} });
  const feeds = Object.fromEntries(
    call.inputs.flatMap((operand, i) => operand.constant ? [] : [[`x${i}`, operand]]),
  );
  try {
    const nodes = await run(bytes, feeds, { graphOptimizationLevel: "disabled" });
    // An operator that is defined by others may have been replaced by them.
    const own = nodes.filter(({ op }) => op === call.op);
    return (own.length > 0 ? own : nodes).every(({ provider }) => provider !== "CPU");
  } catch {
    return undefined;
  }
}

/** The element types that the webgpu provider computes itself, by operator. */
export async function probe(run: RunProfiled): Promise<Record<string, OnnxType[]>> {
  const found: Record<string, OnnxType[]> = {};
  for (const op of Object.keys(CALLS).sort()) {
    const types: OnnxType[] = [];
    for (const type of TYPES) if (await runsOnGpu(CALLS[op]!(type), run)) types.push(type);
    if (types.length > 0) found[op] = types;
  }
  return found;
}
