// This module is browser compatible.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { dataTypeCode } from "./data_type.ts";
import type { OpenModel } from "./open_model.ts";
import type { ValueType } from "./tensor_value.ts";
import { constantTensors, isConstant, readsOf } from "./values.ts";

/** The first version of the format in which an initializer need not be a graph input too. */
const FIRST_IR_VERSION = 4n;

/** Element type and shape of a value that becomes a graph input. */
export interface InputType {
  readonly type: ValueType;
  readonly shape: readonly number[];
}

/**
 * A copy of a model with other outputs. The element types and shapes of the new ones are left to
 * the runtime, which infers them. The copy shares the constants.
 *
 * @param inputs Types and shapes of all inputs that a run is given.
 * @param outputs Names of the values that become the outputs.
 */
export function withOutputs(
  { model, graph }: OpenModel,
  inputs: ReadonlyMap<string, InputType>,
  outputs: readonly string[],
): ModelProto {
  const declared = new Map(graph.output.map((value) => [value.name, value]));
  return copyModel(model, {
    ...graph,
    node: nameNodes(graph.node),
    input: graph.input.map((input) => {
      const type = inputs.get(input.name);
      return type ? valueInfo(input.name, type) : input;
    }),
    output: outputs.map((name) => declared.get(name) ?? valueInfo(name)),
  });
}

/**
 * A model with only some nodes of another one. Everything that the nodes read and do not compute is
 * a constant, if it was one, else a graph input.
 *
 * @param nodes Nodes of the graph in their order; a Constant node that they read is added.
 * @param inputs Types and shapes of values, those of all inputs among them.
 * @param outputs Names of the values that become the outputs.
 */
export function cutModel(
  { model, graph }: OpenModel,
  nodes: readonly NodeProto[],
  inputs: ReadonlyMap<string, InputType>,
  outputs: readonly string[],
): ModelProto {
  const all = withConstantNodes(graph, nodes);
  const read = new Set(all.flatMap(readsOf));
  return copyModel(model, {
    name: graph.name,
    node: nameNodes(all),
    initializer: graph.initializer.filter(({ name }) => read.has(name)),
    sparseInitializer: graph.sparseInitializer.filter(({ values }) =>
      values !== undefined && read.has(values.name)
    ),
    input: freeValues(graph, all).map((name) => valueInfo(name, inputs.get(name))),
    output: outputs.map((name) => valueInfo(name)),
  });
}

/** The values that nodes read, do not compute, and that are no constants: a cut's graph inputs. */
export function freeValues(graph: GraphProto, nodes: readonly NodeProto[]): string[] {
  const all = withConstantNodes(graph, nodes);
  const known = new Set(constantTensors(graph).keys());
  for (const { output } of all) for (const name of output) known.add(name);
  return [...new Set(all.flatMap(readsOf))].filter((name) => !known.has(name));
}

/** Adds the Constant nodes that the nodes read, because kernels need constants as constants. */
function withConstantNodes(graph: GraphProto, nodes: readonly NodeProto[]): NodeProto[] {
  const read = new Set(nodes.flatMap(readsOf));
  const wanted = new Set(nodes);
  return graph.node.filter((node) =>
    wanted.has(node) ||
    isConstant(node) && read.has(node.output[0] ?? "")
  );
}

/** Gives nodes without a name one, by which a profile of ONNX Runtime can name them. */
function nameNodes(nodes: readonly NodeProto[]): NodeProto[] {
  return nodes.map((node) => {
    if (node.name !== "") return node;
    const { input, output, opType, domain, overload, attribute } = node;
    const name = nodeName(node);
    return create(NodeProtoSchema, { input, output, opType, domain, overload, attribute, name });
  });
}

/** The name of a node, else the name of its first output. */
export function nodeName({ name, output }: NodeProto): string {
  return name || (output.find((value) => value !== "") ?? "");
}

function copyModel(
  model: ModelProto,
  parts: GraphProto | MessageInitShape<typeof GraphProtoSchema>,
): ModelProto {
  const { $typeName: _, ...graph } = parts as GraphProto;
  const { irVersion, opsetImport, functions } = model;
  return create(ModelProtoSchema, {
    irVersion: irVersion < FIRST_IR_VERSION ? FIRST_IR_VERSION : irVersion,
    producerName: "weft",
    opsetImport,
    functions,
    graph: create(GraphProtoSchema, graph),
  });
}

function valueInfo(name: string, input?: InputType): ValueInfoProto {
  if (input === undefined) return create(ValueInfoProtoSchema, { name });
  const dim = input.shape.map((length) => ({
    value: { case: "dimValue" as const, value: BigInt(length) },
  }));
  const value = { elemType: dataTypeCode(input.type), shape: { dim } };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: "tensorType", value } } });
}
