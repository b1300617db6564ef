// This module is browser compatible.

/**
 * Float16: computes a graph in half the bits. Inputs and outputs of the graph stay float32.
 *
 * A value `v` keeps its name where it is float32 and is called `v_float16` where it is float16.
 * Nodes that stay in float32, their subgraphs and the graph's outputs therefore read what they
 * read before; Cast nodes stand where both are needed. A weight is stored once, in float16, also
 * for a node that computes in float32, if float16 has all of its numbers.
 *
 * @module
 */

import {
  type GraphProto,
  type ModelProto,
  type NodeProto,
  TensorProto_DataType as DataType,
} from "onnx-buf";
import { makeNode } from "../make.ts";
import { pruneGraph } from "../prune.ts";
import { graphTypes } from "../placement/graph_types.ts";
import { allNodes, subgraphsOf } from "../read.ts";
import { readsOf } from "../values.ts";
import { Float16Constants } from "./float16_constants.ts";
import { float32Reason, isFloat32Input } from "./float32_operators.ts";

/** A node that computes in float32, and the reason. */
export interface Float32Node {
  readonly name: string;
  readonly op: string;
  readonly reason: string;
}

/** Options of {@linkcode convertToFloat16}. */
export interface Float16Options {
  /**
   * Values that float16 cannot hold, each with the largest magnitude that was seen: nodes that read
   * or write one stay in float32. Default: none.
   */
  readonly overflowing?: ReadonlyMap<string, number>;
}

/**
 * Converts a model to float16, in place.
 *
 * @returns The nodes that stay in float32 though float32 numbers pass through them.
 */
export function convertToFloat16(
  model: ModelProto,
  { overflowing = new Map() }: Float16Options = {},
): Float32Node[] {
  const graph = model.graph!;
  const { values: types } = graphTypes(graph);
  const isFloat = (value: string) => types.get(value) === "float32";
  const constants = new Float16Constants(graph);
  const reasonOf = (node: NodeProto): string | undefined => {
    if (subgraphsOf(node).length > 0) return "its subgraph stays as it is";
    const named = [...node.input, ...node.output].filter((value) => value !== "");
    const unknown = named.find((value) => types.get(value) === undefined);
    if (unknown !== undefined) return `the element type of ${unknown} is not known`;
    const values = named.filter(isFloat);
    const large = values.find((value) => overflowing.has(value));
    return float32Reason(node) ??
      (large === undefined
        ? node.input.map((value) => constants.obstacle(value)).find((found) => found)
        : `${large} reaches ${overflowing.get(large)!.toPrecision(2)}`);
  };
  const kept: Float32Node[] = [];
  const need16 = new Set<string>(), need32 = new Set<string>(), made16 = new Set<string>();
  const half = halfNames(graph);
  for (const node of graph.node) {
    const reads = readsOf(node).filter(isFloat);
    const reason = reasonOf(node);
    if (reason !== undefined) {
      for (const value of reads) need32.add(value);
      if ([...reads, ...node.output].some(isFloat)) {
        kept.push({ name: node.name || node.output[0]!, op: node.opType, reason });
      }
      continue;
    }
    node.input.forEach((value, i) => {
      if (!isFloat(value)) return;
      if (isFloat32Input(node, i)) return void need32.add(value);
      need16.add(value);
      node.input[i] = half(value);
    });
    node.output.forEach((value, i) => {
      if (!isFloat(value)) return;
      made16.add(value);
      node.output[i] = half(value);
    });
    if (node.opType === "Cast") {
      node.attribute.find(({ name }) => name === "to")!.i = BigInt(DataType.FLOAT16);
    }
  }
  for (const { name } of graph.output) if (isFloat(name)) need32.add(name);
  const to16 = (value: string) => castNode(value, half(value), DataType.FLOAT16);
  const to32 = (value: string) => castNode(half(value), value, DataType.FLOAT);
  const front = [
    ...constants.store({ need16, need32, half }).map(to32),
    ...graph.input.filter(({ name }) => need16.has(name)).map(({ name }) => to16(name)),
  ];
  const original = new Map([...made16].map((value) => [half(value), value]));
  graph.node = [
    ...front,
    ...graph.node.flatMap((node) => [
      node,
      ...node.output.flatMap((output) => {
        const value = original.get(output);
        if (value !== undefined) return need32.has(value) ? [to32(value)] : [];
        return need16.has(output) ? [to16(output)] : [];
      }),
    ]),
  ];
  graph.valueInfo = []; // their types have changed
  pruneGraph(graph);
  return kept;
}

function castNode(from: string, to: string, type: DataType): NodeProto {
  return makeNode("Cast", [from], [to], { to: { i: type } }, { name: `${to}/Cast` });
}

/** The names of values in float16: the same for the same value, and taken by no other. */
function halfNames(graph: GraphProto): (value: string) => string {
  const taken = new Set([
    ...allNodes(graph).flatMap(({ output }) => output),
    ...[...graph.input, ...graph.initializer].map(({ name }) => name),
  ]);
  const names = new Map<string, string>();
  return (value) => {
    const known = names.get(value);
    if (known !== undefined) return known;
    let name = `${value}_float16`;
    for (let i = 1; taken.has(name); i++) name = `${value}_float16_${i}`;
    taken.add(name);
    names.set(value, name);
    return name;
  };
}
