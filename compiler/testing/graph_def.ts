/** Small graph models for tests, written node by node. For tests only. */

import * as tf from "@tensorflow/tfjs";
import type { GraphFunction, GraphNode } from "../graph_model/topology.ts";

const TYPES = { float32: "DT_FLOAT", int32: "DT_INT32", bool: "DT_BOOL", string: "DT_STRING" };

type TypeName = keyof typeof TYPES;

const shapeOf = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: `${size}` })) });

/** A node. */
export function op(
  name: string,
  op: string,
  input: readonly string[] = [],
  attr: GraphNode["attr"] = {},
): GraphNode {
  return { name, op, input, attr: { T: { type: "DT_FLOAT" }, ...attr } };
}

/** A placeholder; -1 is a free length, and without a shape nothing is known. */
export function placeholder(
  name: string,
  shape?: readonly number[],
  dtype: TypeName = "float32",
): GraphNode {
  return op(name, "Placeholder", [], {
    dtype: { type: TYPES[dtype] },
    shape: { shape: shape ? shapeOf(shape) : { unknownRank: true } },
  });
}

/** A constant of the graph, whose numbers are weights of the model. */
export interface Constant {
  readonly name: string;
  readonly value: tf.Tensor;
}

/** A constant with these numbers. */
export function constant(
  name: string,
  value: tf.TensorLike,
  dtype: TypeName = "float32",
): Constant {
  return { name, value: tf.tensor(value, undefined, dtype) };
}

/** The parts of a model besides its nodes. */
export interface GraphExtras {
  /** The references and shapes of inputs and outputs, by key. */
  readonly signature?: {
    readonly inputs?: Readonly<Record<string, string>>;
    readonly outputs?: Readonly<Record<string, string>>;
  };
  readonly functions?: readonly GraphFunction[];
  readonly metadata?: Readonly<Record<string, object>>;
}

/** The artifacts of a graph model. */
export async function graphArtifacts(
  parts: readonly (GraphNode | Constant)[],
  { signature, functions, metadata }: GraphExtras = {},
): Promise<tf.io.ModelArtifacts> {
  const constants = parts.filter((part) => "value" in part);
  const { data, specs } = await tf.io.encodeWeights(
    constants.map(({ name, value }) => ({ name, tensor: value })),
  );
  const entries = (ports: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(ports).map(([key, name]) => [key, { name }]));
  return {
    format: "graph-model",
    modelTopology: {
      node: parts.map((part) =>
        "value" in part
          ? op(part.name, "Const", [], {
            dtype: { type: TYPES[part.value.dtype as TypeName] },
            value: { tensor: { tensorShape: shapeOf(part.value.shape) } },
          })
          : part
      ),
      library: { function: functions ?? [] },
      versions: {},
    },
    ...(signature && {
      signature: { inputs: entries(signature.inputs), outputs: entries(signature.outputs) },
    }),
    ...(metadata && { userDefinedMetadata: metadata }),
    weightSpecs: specs,
    weightData: data,
  };
}

/** A graph model of these nodes. */
export async function graphModel(
  parts: readonly (GraphNode | Constant)[],
  extras: GraphExtras = {},
): Promise<tf.GraphModel> {
  return await tf.loadGraphModel(tf.io.fromMemory(await graphArtifacts(parts, extras)));
}
