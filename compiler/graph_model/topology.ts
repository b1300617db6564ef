// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { postOrder } from "../post_order.ts";

/** A node of TensorFlow's graph, as a model.json has it. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** The outputs of other nodes that it reads: `name`, `name:1`, or `^name` for the order only. */
  readonly input?: readonly string[];
  readonly attr?: Readonly<Record<string, unknown>>;
}

/** A function of a graph's library, which the branches and bodies of control flow are. */
export interface GraphFunction {
  readonly signature: {
    readonly name: string;
    readonly inputArg?: readonly { readonly name: string; readonly type: unknown }[];
    readonly outputArg?: readonly { readonly name: string; readonly type: unknown }[];
  };
  readonly nodeDef?: readonly GraphNode[];
  /** The output of a node for each output of the function. */
  readonly ret?: Readonly<Record<string, string>>;
}

/** The topology of a graph model: TensorFlow's GraphDef. */
export interface GraphTopology {
  readonly node: readonly GraphNode[];
  readonly library?: { readonly function?: readonly GraphFunction[] };
  readonly versions?: Readonly<Record<string, unknown>>;
}

/** The topology that a model was loaded from. */
export function topologyOf(model: tf.GraphModel): GraphTopology {
  const { artifacts } = model as unknown as { artifacts: tf.io.ModelArtifacts };
  return artifacts.modelTopology as GraphTopology;
}

/** The name of the node in a reference to one of its outputs: `split` in `split:1`. */
export function nodeOf(reference: string): string {
  return reference.replace(/^\^/, "").replace(/:.*$/s, "");
}

/** Names of outputs in their order, for the ops of functions in which more than one has a name. */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  Switch: ["output_false", "output_true"],
  TopKV2: ["values", "indices"],
  Unique: ["y", "idx"],
  FusedBatchNormV3: ["y", "batch_mean", "batch_variance"],
  NonMaxSuppressionV4: ["selected_indices", "valid_outputs"],
  NonMaxSuppressionV5: ["selected_indices", "selected_scores", "valid_outputs"],
};

/**
 * The position of an output in a reference: 1 in `split:1`. In functions a reference names the
 * output too, as in `top:indices:0`.
 */
export function outputOf(reference: string, op: string | undefined): number {
  const [, first, second] = reference.split(":");
  if (second === undefined) return Number(first ?? 0);
  return Math.max(0, OUTPUTS[op ?? ""]?.indexOf(first!) ?? 0) + Number(second);
}

/** A reference without the number of a first output: `conv` for `conv:0`. */
export function shortReference(reference: string): string {
  return reference.replace(/^\^/, "").replace(/:0$/, "");
}

/** Nodes by name. */
export type NodesByName = ReadonlyMap<string, GraphNode>;

/** The nodes of a graph by name. */
export function nodesByName({ node }: GraphTopology): NodesByName {
  return new Map(node.map((each) => [each.name, each]));
}

/** The nodes that the named ones depend on, themselves included, each after its inputs. */
export function ancestors(nodes: NodesByName, names: Iterable<string>): GraphNode[] {
  return postOrder(names, (name) => (nodes.get(name)?.input ?? []).map(nodeOf))
    .flatMap((name) => nodes.get(name) ?? []);
}
