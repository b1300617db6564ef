// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import { type Config, isConfig, isKerasObject, type KerasObject } from "./keras3/json.ts";

/** A layer in the list of a functional model. */
interface ListedLayer extends KerasObject {
  readonly name?: unknown;
  readonly inbound_nodes?: unknown;
}

/**
 * Checks the topology of a layers model. tfjs ends in a TypeError for one that is malformed, or
 * never ends.
 *
 * @throws {WeftError} `model` with the layer that is wrong.
 */
export function requireTopology(topology: Config, path: string): void {
  const refuse = (why: string, hint = "Save the model again"): never => {
    throw new WeftError("model", `Cannot load ${path}: ${why}`, hint);
  };
  const visit = (model: KerasObject): void => {
    const { config, class_name } = model;
    const layers = Array.isArray(config) ? config : config.layers;
    if (!Array.isArray(layers)) return refuse(`its ${class_name} has no list of layers`);
    const names = layers.map((layer, i) => {
      if (!isConfig(layer) || typeof layer.class_name !== "string" || !isConfig(layer.config)) {
        return refuse(`its layer number ${i + 1} has no class_name and config`);
      }
      const name = layer.name ?? layer.config.name;
      if (name === undefined || typeof name === "string") return name;
      return refuse(`the name of its layer number ${i + 1} is not a text`);
    });
    const repeated = names.find((name, i) => name !== undefined && names.indexOf(name) !== i);
    if (repeated !== undefined) refuse(`two of its layers have the name '${repeated}'`);
    for (const layer of layers as ListedLayer[]) {
      requireClass(layer, refuse);
      if (isModel(layer)) visit(layer);
    }
    if (class_name !== "Sequential") requireConnected(layers, config, refuse);
  };
  const model = topology.model_config ?? topology;
  if (!isConfig(model) || typeof model.class_name !== "string" || !model.config) {
    refuse("its topology has no class_name and config");
  }
  visit(model as unknown as KerasObject);
}

type Refuse = (why: string, hint?: string) => never;

function nameOf({ name, config }: ListedLayer): string {
  return `${name ?? config.name}`;
}

function isModel({ class_name }: KerasObject): boolean {
  return ["Sequential", "Functional", "Model"].includes(class_name);
}

/** Throws for a layer, or one inside of it, of a class that tfjs does not know. */
function requireClass(layer: ListedLayer, refuse: Refuse): void {
  const { class_name, config } = layer;
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  if (!Object.hasOwn(known, class_name)) {
    refuse(
      `its layer '${nameOf(layer)}' is of class ${class_name}, which tfjs does not have`,
      "Register the class with tf.serialization.registerClass() and use exportOnnx() of the " +
        "library, or build the model without it",
    );
  }
  if (isKerasObject(config.layer)) requireClass(config.layer, refuse);
}

/** Throws when the calls of a functional model's layers cannot be made in any order. */
function requireConnected(list: readonly ListedLayer[], config: Config, refuse: Refuse): void {
  const layers = new Map(list.map((layer) => [nameOf(layer), layer]));
  const calls = new Map(list.map((layer) => [nameOf(layer), callsOf(layer, refuse)]));
  // In tfjs a nested model has one call more, which made it.
  const count = (name: string) =>
    isModel(layers.get(name)!) ? calls.get(name)!.length + 1 : calls.get(name)!.length || 1;
  const requireCall = ([name, node]: Reference, from: string) => {
    if (!layers.has(name)) refuse(`${from} reads layer '${name}', which it does not have`);
    if (node >= count(name)) {
      refuse(`${from} reads call ${node} of layer '${name}', of ${count(name)}`);
    }
  };
  for (const [name, nodes] of calls) {
    for (const each of nodes.flat()) requireCall(each, `its layer '${name}'`);
  }
  for (const key of ["input_layers", "output_layers"]) {
    const ends = config[key];
    if (!Array.isArray(ends) || !ends.every(isReference)) return refuse(`it has no list of ${key}`);
    for (const each of ends) requireCall(each, `its list of ${key}`);
  }
  requireOrder(calls, (name) => isModel(layers.get(name)!), refuse);
}

/** Throws when layers wait for each other's calls. */
function requireOrder(
  calls: ReadonlyMap<string, Reference[][]>,
  isModel: (name: string) => boolean,
  refuse: Refuse,
): void {
  const made = new Map(
    [...calls].map(([name, { length }]) => [name, isModel(name) || length === 0 ? 1 : 0]),
  );
  let waiting = [...calls].flatMap(([name, nodes]) => nodes.map((node) => ({ name, node })));
  for (let before = -1; before !== waiting.length;) {
    before = waiting.length;
    waiting = waiting.filter(({ name, node }) => {
      const ready = node.every(([input, call]) => made.get(input)! > call);
      if (ready) made.set(name, made.get(name)! + 1);
      return !ready;
    });
  }
  if (waiting[0]) refuse(`its layer '${waiting[0].name}' is in a circle of layers`);
}

/** A tensor between layers: the layer, the number of its call, and that of its output. */
type Reference = readonly [layer: string, node: number, tensor: number];

function isReference(value: unknown): value is Reference {
  return Array.isArray(value) && typeof value[0] === "string" && Number.isInteger(value[1]) &&
    Number.isInteger(value[2]);
}

/** The tensors that each call of a layer reads. */
function callsOf(layer: ListedLayer, refuse: Refuse): Reference[][] {
  const { inbound_nodes: nodes } = layer;
  const valid = Array.isArray(nodes) &&
    nodes.every((node) => Array.isArray(node) && node.every(isReference));
  return valid
    ? nodes as Reference[][]
    : refuse(`its layer '${nameOf(layer)}' has no list of inbound_nodes`);
}
