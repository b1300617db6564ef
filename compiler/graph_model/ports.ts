// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import { nodeOf, nodesByName, shortReference, topologyOf } from "./topology.ts";

/** An input of a graph model. */
export interface GraphInput {
  /** Its key in the model's signature, else the name of its node. */
  readonly name: string;
  /** The placeholder that it feeds. */
  readonly node: string;
  /** Lengths of the axes, null for any; undefined when the model does not say how many axes. */
  readonly shape: readonly (number | null)[] | undefined;
  readonly dtype: tf.DataType;
}

/** An output of a graph model. */
export interface GraphOutput {
  readonly name: string;
  /** The output of a node: `name` or `name:1`. */
  readonly reference: string;
  /** Lengths of the axes, null for any; undefined when the model does not say. */
  readonly shape: readonly (number | null)[] | undefined;
}

/** The description of an input or output that a converter writes. */
interface SignatureEntry {
  readonly name: string;
  readonly tensorShape?: {
    readonly dim?: readonly { readonly size?: string | number }[];
    readonly unknownRank?: boolean;
  };
  /** Present for tables that an initializer makes, which nobody feeds. */
  readonly resourceId?: unknown;
}

interface Signature {
  readonly inputs?: Readonly<Record<string, SignatureEntry>>;
  readonly outputs?: Readonly<Record<string, SignatureEntry>>;
}

const signatureOf = (model: tf.GraphModel): Signature => (model.modelSignature ?? {}) as Signature;

/**
 * The inputs of a model: the entries of its signature, else its placeholders. A placeholder with a
 * default that the signature does not name keeps the default.
 */
export function graphInputs(model: tf.GraphModel): GraphInput[] {
  const nodes = nodesByName(topologyOf(model));
  const described = new Map(model.inputs.map((input) => [input.name, input]));
  const entries = Object.entries(signatureOf(model).inputs ?? {});
  const keys = entries.length > 0
    ? entries.filter(([, { resourceId, name }]) =>
      resourceId === undefined && nodes.has(nodeOf(name))
    )
    : model.inputs.filter(({ name }) => nodes.get(name)?.op === "Placeholder")
      .map(({ name }): [string, SignatureEntry] => [name, { name }]);
  return keys.map(([name, entry]) => {
    const node = nodeOf(entry.name);
    const input = described.get(node);
    return {
      name,
      node,
      shape: withFree(knownLengths(input?.shape, lengthsOf(entry))),
      dtype: input?.dtype ?? "float32",
    };
  });
}

/** The lengths of a placeholder, and where these are free those of the signature. */
function knownLengths(
  placeholder: readonly number[] | undefined,
  signature: readonly number[] | undefined,
): readonly number[] | undefined {
  if (placeholder?.length !== signature?.length) return placeholder ?? signature;
  return placeholder?.map((length, axis) => length < 0 ? signature![axis]! : length);
}

/** Lengths with null for those that are free. */
function withFree(lengths: readonly number[] | undefined): (number | null)[] | undefined {
  return lengths?.map((length) => length < 0 ? null : length);
}

function lengthsOf({ tensorShape }: SignatureEntry): number[] | undefined {
  if (!tensorShape || tensorShape.unknownRank) return undefined;
  return (tensorShape.dim ?? []).map(({ size }) => Number(size ?? -1));
}

/**
 * The outputs of a model: the entries of its signature, under the keys that `model.predict` gives
 * them, else the nodes that no other node reads. tfjs itself loses an output when two entries name
 * the same node.
 */
export function graphOutputs(model: tf.GraphModel): GraphOutput[] {
  const nodes = nodesByName(topologyOf(model));
  const entries = Object.entries(signatureOf(model).outputs ?? {})
    .filter(([, { name }]) => nodes.has(nodeOf(name)));
  if (entries.length === 0) {
    return model.outputs.filter(({ name }) => nodes.get(name)?.op !== "NoOp")
      .map(({ name, shape }) => ({ name, reference: name, shape: withFree(shape) }));
  }
  const structured = model.modelStructuredOutputKeys as readonly string[] | undefined;
  const keys = structured?.length === entries.length ? structured : entries.map(([key]) => key);
  return entries.map(([, entry], i) => ({
    name: keys[i]!,
    reference: shortReference(entry.name),
    shape: withFree(lengthsOf(entry)),
  }));
}

/**
 * The outputs that `names` choose: names of the model's outputs, keys of its signature, or nodes
 * (`name` or `name:1`). Without names, the model's outputs. An output that has the name of an input
 * gets the name of its node, since ONNX needs the names to differ.
 *
 * @throws {WeftError} `compiler` for an unknown name.
 */
export function chosenOutputs(model: tf.GraphModel, names?: readonly string[]): GraphOutput[] {
  const own = graphOutputs(model);
  const inputs = new Set(graphInputs(model).map(({ name }) => name));
  return (names?.map((name) => findOutput(model, own, name)) ?? own).map((output) => {
    const { name, reference } = output;
    if (!inputs.has(name)) return output;
    return { ...output, name: inputs.has(reference) ? `${name}/output` : reference };
  });
}

function findOutput(
  model: tf.GraphModel,
  own: readonly GraphOutput[],
  name: string,
): GraphOutput {
  const known = own.find((output) => output.name === name);
  if (known) return known;
  const entry = signatureOf(model).outputs?.[name];
  if (entry) {
    return { name, reference: shortReference(entry.name), shape: withFree(lengthsOf(entry)) };
  }
  if (nodesByName(topologyOf(model)).has(nodeOf(name))) {
    return { name, reference: shortReference(name), shape: undefined };
  }
  throw new WeftError(
    "compiler",
    `Cannot export the model: it has no output and no node '${name}'`,
    `Its outputs are ${own.map(({ name }) => name).join(", ")}; any node of its graph will do`,
  );
}
