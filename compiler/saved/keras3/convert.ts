// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { addedClass } from "./added_layers.ts";
import { rescalingOf } from "./arithmetic.ts";
import {
  type Config,
  isConfig,
  isKerasObject,
  type KerasObject,
  unsupportedLayer,
} from "./json.ts";
import { makesMask, needsNoMask, requireOwnMask, requireSequentialMasks } from "./masks.ts";
import { layerRules, plainConfig } from "./layers.ts";
import { callsOf, referencesIn, type TensorReference } from "./nodes.ts";
import type { ConvertedLayer } from "./rule.ts";
import type { WeightedLayer } from "./weights.ts";

/** A model of Keras 3 as tfjs reads it. */
export interface ConvertedModel {
  readonly model: KerasObject;
  /** Its layers with weights, in the order of the file. */
  readonly layers: readonly WeightedLayer[];
}

/** A layer in the list of a model. */
interface ListedLayer extends KerasObject {
  readonly name?: string;
  readonly inbound_nodes?: unknown;
}

/** The state of a conversion. */
interface Context {
  /** Names and classes of the models around. */
  readonly path: readonly string[];
  readonly folders: readonly string[];
  /** Names of layers that are taken, in all models. */
  readonly taken: Set<string>;
  readonly layers: WeightedLayer[];
}

const MODELS: ReadonlySet<string> = new Set(["Sequential", "Functional", "Model"]);

/**
 * Converts a model that Keras 3 serialized to the form of Keras 2, which tfjs reads.
 *
 * @throws {WeftError} `model` when it has a layer, or a setting of one, that tfjs does not have.
 */
export function convertModel(model: KerasObject): ConvertedModel {
  const layers: WeightedLayer[] = [];
  const taken = new Set(listOf(model).map(nameOf));
  return { model: converted(model, { path: [], folders: [], taken, layers }), layers };
}

function converted(model: KerasObject, context: Context): KerasObject {
  return model.class_name === "Sequential"
    ? sequential(model, context)
    : functional(model, context);
}

function listOf({ config }: KerasObject): readonly ListedLayer[] {
  const layers = config.layers;
  if (Array.isArray(layers) && layers.every(isKerasObject)) return layers;
  throw unsupportedLayer(`${config.name}`, "is a model without a list of layers");
}

function nameOf({ name, config }: ListedLayer): string {
  return (config.name ?? name) as string;
}

/** The name of a class in a .keras file: `BatchNormalization` is `batch_normalization`. */
function snakeCase(className: string): string {
  return className.replaceAll(/\W+/g, "").replaceAll(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();
}

/** The contexts of the layers of a model, and their names in tfjs. */
function contextsOf(list: readonly ListedLayer[], { path, folders, ...rest }: Context) {
  const counts = new Map<string, number>();
  return list.map((layer) => {
    const folder = snakeCase(layer.class_name);
    const count = counts.get(folder) ?? 0;
    counts.set(folder, count + 1);
    const own = nameOf(layer);
    // tfjs needs names that differ in all models, Keras in each model.
    const name = path.length > 0 && rest.taken.has(own) ? [...path, own].join("/") : own;
    rest.taken.add(name);
    const context: Context = {
      ...rest,
      path: [...path, own],
      folders: [...folders, count === 0 ? folder : `${folder}_${count}`],
    };
    return { layer, name, context };
  });
}

function sequential(model: KerasObject, context: Context): KerasObject {
  const { config } = model;
  requireSequentialMasks(listOf(model));
  const list = contextsOf(listOf(model), context);
  const layers: KerasObject[] = list.map(({ layer, name, context }) =>
    listed(layer, name, context)
  );
  const shape = config.build_input_shape;
  if (layers[0]?.class_name !== "InputLayer" && Array.isArray(shape)) {
    const input = { name: `${config.name}_input`, batch_input_shape: shape, dtype: "float32" };
    layers.unshift({ class_name: "InputLayer", config: { ...input, sparse: false } });
  }
  return { class_name: "Sequential", config: { name: config.name, layers } };
}

function functional(model: KerasObject, context: Context): KerasObject {
  const { config } = model;
  const list = contextsOf(listOf(model), context).map((each) => ({
    ...each,
    own: nameOf(each.layer),
    calls: callsOf(nameOf(each.layer), each.layer.inbound_nodes),
  }));
  const byName = new Map(list.map((each) => [each.own, each]));
  const [inputs, outputs] = [referencesIn(config.input_layers), referencesIn(config.output_layers)];
  const needed = new Set(inputs.map(([name]) => name));
  const visit = (name: string, from: string) => {
    if (needed.has(name)) return;
    const each = byName.get(name);
    if (!each) throw unsupportedLayer(from, `reads layer '${name}', which the model does not have`);
    needed.add(name);
    for (const [input] of each.calls.flatMap(({ tensors }) => tensors)) visit(input, name);
  };
  for (const [name] of outputs) visit(name, `${config.name}`);
  const hasMasks = list.some(({ layer }) => makesMask(layer));
  // In tfjs the first call of a nested model is the one that made it.
  const reference = ([name, node, tensor]: TensorReference) => {
    const { layer, name: own } = byName.get(name)!;
    return [own, MODELS.has(layer.class_name) ? node + 1 : node, tensor] as const;
  };
  const layers = list.filter(({ own }) => needed.has(own)).flatMap(
    ({ layer, name, context, own, calls }) => {
      for (const { mask } of calls) {
        requireOwnMask(layer, mask && byName.get(mask[0])?.layer.class_name);
      }
      const rescaling = rescalingOf(own, layer.class_name, calls);
      const converted = rescaling
        ? { class_name: "Rescaling", config: { ...rescaling, name } }
        : listed(layer, name, context);
      const unmasked = calls.map((call) => needsNoMask(layer, call.mask !== undefined, hasMasks));
      const ends = calls.flatMap(({ tensors }, i) =>
        unmasked[i] ? [endOfMask(`${name}/unmasked_${i}`, reference(tensors[0]!))] : []
      );
      const inbound_nodes = calls.map(({ tensors, training }, i) =>
        tensors.map((tensor, k) => [
          ...(unmasked[i] && k === 0 ? [`${name}/unmasked_${i}`, 0, 0] : reference(tensor)),
          training ? { training } : {},
        ])
      );
      return [...ends, { ...converted, name, inbound_nodes }];
    },
  );
  const ends = {
    input_layers: inputs.map(reference),
    output_layers: outputs.map(reference),
  };
  return { class_name: "Functional", config: { name: config.name, layers, ...ends } };
}

/** A layer between a tensor and one that Keras calls without its mask. */
function endOfMask(name: string, tensor: readonly unknown[]) {
  const layer = { class_name: addedClass("Unmasked"), config: { name }, name };
  return { ...layer, inbound_nodes: [[[...tensor, {}]]] };
}

/** Converts a layer in the list of a model. */
function listed(layer: KerasObject, name: string, context: Context): KerasObject {
  if (MODELS.has(layer.class_name)) {
    const nested = converted(layer, context);
    return { ...nested, config: { ...nested.config, name } };
  }
  if (layer.class_name === "InputLayer") return inputLayer(layer.config, name);
  const { weights, class_name, config } = convertLayer(layer);
  context.layers.push({ name, path: context.path, folders: context.folders, weights });
  return { class_name, config: { ...config, name } };
}

function convertLayer({ class_name, config }: KerasObject): ConvertedLayer {
  const rule = layerRules[class_name];
  const name = `${config.name}`;
  if (!rule) {
    if (Object.hasOwn(tf.serialization.SerializationMap.getMap().classNameMap, class_name)) {
      return { class_name, config, weights: [] };
    }
    throw unsupportedLayer(name, `is of class ${class_name}, which tfjs does not have`);
  }
  const plain = plainConfig(config);
  const { class_name: own, config: changed = {}, weights = [] } = rule(plain, convertLayer);
  return {
    class_name: own ?? class_name,
    // A layer of another class has none of the settings of this one.
    config: own ? { name: plain.name, ...changed } : { ...plain, ...changed },
    weights,
  };
}

/** Types of inputs in tfjs; numbers of half precision are float32 there. */
const INPUT_TYPES: Readonly<Record<string, string>> = {
  ...{ float32: "float32", float16: "float32", bfloat16: "float32", float64: "float32" },
  ...{ int32: "int32", int64: "int32", uint8: "int32", bool: "bool" },
};

function inputLayer(config: Config, name: string): KerasObject {
  const { dtype } = config;
  const policy = isConfig(dtype) && isConfig(dtype.config) ? dtype.config.name : dtype ?? "float32";
  const type = INPUT_TYPES[policy as string];
  if (!type) throw unsupportedLayer(name, `is an input of type ${policy}`);
  const shape = config.batch_shape ?? config.batch_input_shape;
  return {
    class_name: "InputLayer",
    config: { name, batch_input_shape: shape, dtype: type, sparse: false },
  };
}
