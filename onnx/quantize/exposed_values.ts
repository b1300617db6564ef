// This module is browser compatible.
import type { ModelProto } from "onnx-buf";
import { makeValueInfo } from "../make.ts";
import { graphTypes } from "../placement/graph_types.ts";

/**
 * Makes values that nodes compute outputs of a model, in place, so that a run returns them.
 *
 * @param names The values. Default: all float32 values outside of subgraphs.
 * @returns The values that became outputs; those that were already are not among them.
 */
export function exposeValues({ graph }: ModelProto, names?: readonly string[]): string[] {
  const { values: types } = graphTypes(graph!);
  const outputs = new Set(graph!.output.map(({ name }) => name));
  const computed = graph!.node.flatMap(({ output }) => output);
  const chosen = new Set(names ?? computed);
  const exposed = computed.filter((name) =>
    chosen.has(name) && !outputs.has(name) && types.get(name) === "float32"
  );
  for (const name of exposed) {
    const value = makeValueInfo({ name, type: "float32", shape: [] });
    if (value.type?.value.case === "tensorType") delete value.type.value.value.shape;
    graph!.output.push(value); // ONNX Runtime infers the shape
  }
  return exposed;
}
