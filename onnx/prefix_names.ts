// This module is browser compatible.

import { create } from "@bufbuild/protobuf";
import {
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";

/** A value's name after a prefix. An empty name stands for an absent input and stays empty. */
export const prefixed = (prefix: string, name: string): string => name && prefix + name;

/**
 * Copies a graph with a prefix before the name of every value, in its subgraphs too. ONNX requires
 * it of a graph that becomes a subgraph: no name in it may repeat one around it. Nodes keep their
 * names, and the bytes of tensors are shared.
 */
export function prefixNames(graph: GraphProto, prefix: string): GraphProto {
  const rename = (name: string) => prefixed(prefix, name);
  const value = ({ name, type }: ValueInfoProto) =>
    create(ValueInfoProtoSchema, { name: rename(name), ...(type ? { type } : {}) });
  const node = (each: NodeProto): NodeProto =>
    create(NodeProtoSchema, {
      ...each,
      input: each.input.map(rename),
      output: each.output.map(rename),
      attribute: each.attribute.map((attribute) =>
        attribute.g
          ? create(AttributeProtoSchema, { ...attribute, g: prefixNames(attribute.g, prefix) })
          : attribute
      ),
    });
  return create(GraphProtoSchema, {
    name: graph.name,
    node: graph.node.map(node),
    initializer: graph.initializer.map((tensor) =>
      create(TensorProtoSchema, { ...tensor, name: rename(tensor.name) })
    ),
    input: graph.input.map(value),
    output: graph.output.map(value),
  });
}
