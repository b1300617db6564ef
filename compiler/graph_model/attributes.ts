// This module is browser compatible.

import type { DType } from "../graph.ts";
import { Uncompilable } from "./slot.ts";
import type { GraphNode } from "./topology.ts";

/** An attribute of a node, in the JSON form of TensorFlow's AttrValue. */
interface AttrValue {
  readonly i?: string | number;
  readonly b?: boolean;
  readonly type?: string | number;
  readonly list?: { readonly i?: readonly (string | number)[] };
}

const attribute = ({ attr }: GraphNode, key: string): AttrValue | undefined =>
  attr?.[key] as AttrValue | undefined;

/** An integer attribute; `otherwise` when the node does not have it. */
export function integerOf(node: GraphNode, key: string, otherwise: number): number {
  return Number(attribute(node, key)?.i ?? otherwise);
}

/** A boolean attribute; `otherwise` when the node does not have it. */
export function flagOf(node: GraphNode, key: string, otherwise: boolean): boolean {
  return attribute(node, key)?.b ?? otherwise;
}

/** An attribute that is a list of integers; empty when the node does not have it. */
export function integersOf(node: GraphNode, key: string): number[] {
  return (attribute(node, key)?.list?.i ?? []).map(Number);
}

/** Element types by TensorFlow's names and numbers for them. tfjs computes int64 in int32. */
const TYPES: Readonly<Record<string, DType>> = {
  DT_FLOAT: "float32",
  1: "float32",
  DT_INT32: "int32",
  3: "int32",
  DT_INT64: "int32",
  9: "int32",
  DT_BOOL: "bool",
  10: "bool",
};

/** An attribute that is an element type; `otherwise` when the node does not have it. */
export function typeOf(node: GraphNode, key: string, otherwise: DType): DType {
  const type = attribute(node, key)?.type;
  if (type === undefined) return otherwise;
  const known = TYPES[type];
  if (known) return known;
  throw new Uncompilable(`its type ${type} is not compiled`);
}
