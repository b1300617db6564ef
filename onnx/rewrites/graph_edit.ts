// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { elementData } from "../element_type.ts";
import type { GraphIndex } from "../graph_index.ts";
import { makeTensor } from "../make.ts";

/**
 * Collects the changes of a rewrite and makes them all at once, so that the time grows with the
 * size of the graph and not with its square.
 */
export interface GraphEdit {
  /** A name that no node and no value of the graph has: `name`, or `name` with a number. */
  freshName(name: string): string;
  /**
   * Adds a constant: float32 from a Float32Array, int64 (such as a shape) from a list.
   *
   * @returns Its name.
   */
  addConstant(
    name: string,
    shape: readonly number[],
    data: Float32Array | readonly number[],
  ): string;
  /**
   * Lets an input of a node read another value. The constant or the node that only this input
   * needed is removed, so the rewrite must have checked that ONNX Runtime would accept it.
   */
  setInput(node: NodeProto, input: number, value: string): void;
  /** Puts nodes in the place of one. What only that one needed is removed, as by `setInput`. */
  replace(node: NodeProto, nodes: readonly NodeProto[]): void;
  /** Makes the changes in the graph. */
  apply(): void;
}

/** Starts an edit of a graph. */
export function editGraph(graph: GraphProto, index: GraphIndex): GraphEdit {
  const taken = namesOf(graph);
  const replaced = new Map<NodeProto, readonly NodeProto[]>();
  const changes = new Map<string, number>();
  const released: string[] = [];
  const count = (value: string, by: number) => changes.set(value, (changes.get(value) ?? 0) + by);
  const release = (value: string) => {
    if (value === "") return; // an absent input
    count(value, -1);
    released.push(value);
  };

  function freshName(name: string): string {
    let free = name;
    for (let i = 1; taken.has(free); i++) free = `${name}_${i}`;
    taken.add(free);
    return free;
  }

  /** Removes what was released and has no reader left. */
  function removeUnread(): void {
    const constants = new Set<string>();
    for (let value = released.pop(); value !== undefined; value = released.pop()) {
      if (index.readers(value) + (changes.get(value) ?? 0) > 0) continue;
      const node = index.producer(value);
      if (!node) constants.add(value);
      else if (!replaced.has(node)) {
        replaced.set(node, []);
        node.input.forEach(release);
      }
    }
    graph.initializer = graph.initializer.filter(({ name }) => !constants.has(name));
  }

  return {
    freshName,
    addConstant(name, shape, data) {
      const free = freshName(name);
      graph.initializer.push(
        data instanceof Float32Array
          ? makeTensor(free, "float32", shape, data)
          : makeTensor(free, "int64", shape, elementData("int64", data)),
      );
      return free;
    },
    setInput(node, input, value) {
      release(node.input[input]!);
      node.input[input] = value;
      count(value, 1);
    },
    replace(node, nodes) {
      node.input.forEach(release);
      for (const { input } of nodes) for (const value of input) count(value, 1);
      replaced.set(node, nodes);
    },
    apply() {
      removeUnread();
      graph.node = graph.node.flatMap((node) => replaced.get(node) ?? [node]);
    },
  };
}

function namesOf({ node, input, initializer }: GraphProto): Set<string> {
  const taken = new Set<string>();
  for (const { output } of node) for (const name of output) taken.add(name);
  for (const parts of [node, input, initializer]) {
    for (const { name } of parts) taken.add(name);
  }
  return taken;
}
