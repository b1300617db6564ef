// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { layerStates, type StateVariable } from "../../compiler/mod.ts";

/** The variables of a model under names that are the same in each process. */
export interface NamedVariables {
  /** Weights and states of layers. */
  readonly model: ReadonlyMap<string, StateVariable>;
  /** The optimizer's variables that are not made for a weight, such as the powers of Adam. */
  readonly scalars: ReadonlyMap<string, tf.Variable>;
  /** The optimizer's lists of variables by property, each in the order of the gradients. */
  readonly slots: ReadonlyMap<string, readonly Slot[]>;
}

/** A variable of an optimizer that is made for a weight, such as a moment of Adam. */
export interface Slot {
  /** The name of the weight, in `NamedVariables.model`. */
  readonly weight: string;
  /** The slot's kind in tfjs: `m`. */
  readonly kind: string;
  readonly variable: tf.Variable;
}

/** A slot as tfjs's optimizers keep it. */
export interface OptimizerSlot {
  /** The name of the weight's variable, a slash, and the kind. */
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** Members of tfjs's layers that contain other layers. */
interface Containing {
  readonly layers?: tf.layers.Layer[];
  readonly layer?: tf.layers.Layer;
  readonly forwardLayer?: tf.layers.Layer;
  readonly backwardLayer?: tf.layers.Layer;
}

/** Names the variables of a model and of its optimizer. */
export function namedVariables(model: tf.LayersModel, optimizer: object): NamedVariables {
  const weights = new Map(
    model.layers.flatMap(({ weights }) => weights).map((
      weight,
    ) => [weight.read() as tf.Variable, weight.originalName]),
  );
  const states = new Set(layersOf(model).flatMap(layerStates));
  const variables: StateVariable[] = [...weights.keys(), ...states];
  const names = stableNames([...weights.values(), ...[...states].map(({ name }) => name)]);
  const byTfName = new Map(variables.map(({ name }, i) => [name, names[i]!]));
  const scalars = new Map<string, tf.Variable>();
  const slots = new Map<string, Slot[]>();
  for (const [property, value] of Object.entries(optimizer)) {
    if (value instanceof tf.Variable) scalars.set(property, value);
    if (!isSlots(value)) continue;
    slots.set(
      property,
      value.map(({ originalName, variable }) => {
        const slash = originalName.lastIndexOf("/");
        const weight = originalName.slice(0, slash);
        return {
          weight: byTfName.get(weight) ?? weight,
          kind: originalName.slice(slash + 1),
          variable,
        };
      }),
    );
  }
  return { model: new Map(variables.map((each, i) => [names[i]!, each])), scalars, slots };
}

/** True for a list of slots, and for an empty list, whose slots tfjs makes in the first step. */
function isSlots(value: unknown): value is OptimizerSlot[] {
  return Array.isArray(value) &&
    value.every(({ originalName, variable }) =>
      typeof originalName === "string" && variable instanceof tf.Variable
    );
}

/** A layer and all layers in it. */
function layersOf(layer: tf.layers.Layer): tf.layers.Layer[] {
  const { layers = [], layer: wrapped, forwardLayer, backwardLayer } = layer as Containing;
  const inner = [...layers, wrapped, forwardLayer, backwardLayer].filter((each) =>
    each !== undefined
  );
  return [layer, ...inner.flatMap(layersOf)];
}

/**
 * Names without tfjs's numbers, which count the layers of a process: `dense_Dense7/kernel` becomes
 * `dense/kernel`, the next layer of its class `dense_1/kernel`.
 */
function stableNames(names: readonly string[]): string[] {
  const layers = new Map<string, string>();
  const counts = new Map<string, number>();
  const stable = (part: string) => {
    const base = /^(.+)_[A-Z]\w*?\d+$/.exec(part)?.[1];
    if (base === undefined) return part;
    const known = layers.get(part);
    if (known !== undefined) return known;
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    const name = count === 0 ? base : `${base}_${count}`;
    layers.set(part, name);
    return name;
  };
  const used = new Set<string>();
  return names.map((original) => {
    const name = original.split("/").map(stable).join("/");
    let unique = name;
    for (let i = 1; used.has(unique); i++) unique = `${name}:${i}`;
    used.add(unique);
    return unique;
  });
}
