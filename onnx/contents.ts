// This module is browser compatible.
import type { GraphProto, ModelProto } from "onnx-buf";
import { bytesOf, type DataType, dataTypeName } from "./data_type.ts";
import { countOperators, operatorOf } from "./operators.ts";
import { type Port, portOf } from "./port.ts";
import { allNodes, subgraphsOf } from "./read.ts";
import { constantsOf, externalFileOf, sizeOf } from "./tensors.ts";

/** The constants of one element type. */
export interface ConstantsOfType {
  readonly tensors: number;
  readonly elements: number;
  readonly bytes: number;
}

/** A graph inside a node. */
export interface Subgraph {
  /** The node that it belongs to. */
  readonly node: string;
  readonly op: string;
  /** The nodes in it, those of its own subgraphs included. */
  readonly nodes: number;
}

/** Everything that an ONNX file says about itself. */
export interface Contents {
  readonly producer: string;
  readonly irVersion: number;
  /** Versions of the operator sets by domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Constants by element type: initializers and those of Constant nodes, also in subgraphs. */
  readonly constants: Readonly<Partial<Record<DataType | "unknown", ConstantsOfType>>>;
  /** The number of nodes by operator, those of subgraphs included. */
  readonly operators: Readonly<Record<string, number>>;
  readonly subgraphs: readonly Subgraph[];
  /** Names of functions that the file defines. */
  readonly functions: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Files beside the model that hold constants, with the constants' names. */
  readonly externalData: Readonly<Record<string, readonly string[]>>;
}

/** Reads what a model holds. */
export function contentsOf(model: ModelProto, graph: GraphProto): Contents {
  const initialized = new Set(graph.initializer.map(({ name }) => name));
  return {
    producer: [model.producerName, model.producerVersion].filter((text) => text !== "").join(" "),
    irVersion: Number(model.irVersion),
    opsets: Object.fromEntries(
      model.opsetImport.map(({ domain, version }) => [domain || "ai.onnx", Number(version)]),
    ),
    // Before IR version 4 every initializer is an input too.
    inputs: graph.input.filter(({ name }) => !initialized.has(name)).map(portOf),
    outputs: graph.output.map(portOf),
    constants: countConstants(graph),
    operators: countOperators(allNodes(graph)),
    subgraphs: subgraphs(graph),
    functions: model.functions.map(({ domain, name }) => domain ? `${domain}.${name}` : name),
    metadata: Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value])),
    externalData: externalData(graph),
  };
}

function countConstants(graph: GraphProto): Contents["constants"] {
  const counts: Partial<Record<DataType | "unknown", ConstantsOfType>> = {};
  for (const { tensor } of constantsOf(graph)) {
    const type = dataTypeName(tensor.dataType) ?? "unknown";
    const { tensors, elements, bytes } = counts[type] ?? { tensors: 0, elements: 0, bytes: 0 };
    const size = sizeOf(tensor);
    const texts = tensor.stringData.reduce((sum, { length }) => sum + length, 0);
    counts[type] = {
      tensors: tensors + 1,
      elements: elements + size,
      bytes: bytes + (type === "unknown" ? tensor.rawData.length : texts + bytesOf(type, size)),
    };
  }
  return counts;
}

function subgraphs(graph: GraphProto): Subgraph[] {
  return allNodes(graph).flatMap((node) =>
    subgraphsOf(node).map((inner) => ({
      node: node.name,
      op: operatorOf(node),
      nodes: allNodes(inner).length,
    }))
  );
}

function externalData(graph: GraphProto): Record<string, string[]> {
  const files: Record<string, string[]> = {};
  for (const { name, tensor } of constantsOf(graph)) {
    const file = externalFileOf(tensor);
    if (file !== undefined) (files[file] ??= []).push(name);
  }
  return files;
}
