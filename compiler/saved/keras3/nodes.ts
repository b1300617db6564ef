// This module is browser compatible.

import { type Config, isConfig, isKerasObject, unsupportedLayer } from "./json.ts";

/** A tensor between layers: the layer, the number of its call, and that of its output. */
export type TensorReference = readonly [layer: string, node: number, tensor: number];

/** A call of a layer. */
export interface LayerCall {
  readonly tensors: readonly TensorReference[];
  /** The arguments that are no tensors, by their position. */
  readonly numbers: readonly { readonly position: number; readonly value: number }[];
  readonly training: boolean;
  /** The mask that Keras hands on; tfjs computes it itself. */
  readonly mask: TensorReference | undefined;
}

/** The tensor that a serialized value stands for. */
function referenceOf(value: unknown): TensorReference | undefined {
  if (!isKerasObject(value) || value.class_name !== "__keras_tensor__") return undefined;
  return value.config.keras_history as TensorReference;
}

/** The tensors in an argument, which may be a list or a record of them. */
function tensorsIn(value: unknown): TensorReference[] {
  const own = referenceOf(value);
  if (own) return [own];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(tensorsIn) : [];
}

/** The references in `input_layers` or `output_layers`: one, a list or a record of them. */
export function referencesIn(value: unknown): TensorReference[] {
  const isReference = Array.isArray(value) && value.length === 3 && typeof value[0] === "string" &&
    typeof value[1] === "number";
  if (isReference) return [value as unknown as TensorReference];
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap(referencesIn)
    : [];
}

/** Reads the calls of a layer. */
export function callsOf(layer: string, nodes: unknown): LayerCall[] {
  if (!Array.isArray(nodes)) throw unsupportedLayer(layer, "has no list of inbound_nodes");
  return nodes.map((node): LayerCall => {
    if (!isConfig(node) || !Array.isArray(node.args)) {
      throw unsupportedLayer(layer, "has a call without args and kwargs");
    }
    const { args, kwargs } = node as { args: unknown[]; kwargs?: Config };
    const { training, mask, initial_state: state, ...more } = kwargs ?? {};
    const given = Object.entries(more).find(([, value]) => value !== null && value !== undefined);
    if (given) throw unsupportedLayer(layer, `is called with the argument '${given[0]}'`);
    return {
      tensors: [...args, state].flatMap(tensorsIn),
      numbers: args.flatMap((value, position) =>
        typeof value === "number" ? [{ position, value }] : []
      ),
      training: training === true,
      mask: tensorsIn(mask)[0],
    };
  });
}
