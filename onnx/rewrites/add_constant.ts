// This module is browser compatible.
import type { GraphProto } from "onnx-buf";
import { elementData } from "../element_type.ts";
import { makeTensor } from "../make.ts";

/** A name that no node and no value of the graph has: `name`, or `name` with a number. */
export function freshName({ node, input, initializer }: GraphProto, name: string): string {
  const taken = new Set([
    ...node.flatMap(({ output }) => output),
    ...[...node, ...input, ...initializer].map((part) => part.name),
  ]);
  let free = name;
  for (let i = 1; taken.has(free); i++) free = `${name}_${i}`;
  return free;
}

/**
 * Adds a constant: float32 from a Float32Array, int64 (such as a shape) from a list.
 *
 * @returns Its name.
 */
export function addConstant(
  graph: GraphProto,
  name: string,
  shape: readonly number[],
  data: Float32Array | readonly number[],
): string {
  const free = freshName(graph, name);
  graph.initializer.push(
    data instanceof Float32Array
      ? makeTensor(free, "float32", shape, data)
      : makeTensor(free, "int64", shape, elementData("int64", data)),
  );
  return free;
}
