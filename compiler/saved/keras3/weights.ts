// This module is browser compatible.

import { WeftError } from "../../../error.ts";

/** A weight of a layer: its name in tfjs, and how Keras names and numbers it. */
export interface Weight {
  /** Name in tfjs without the layer's: `kernel`, `forward_lstm/kernel`. */
  readonly name: string;
  /** Names that Keras gives the variable. */
  readonly variables: readonly string[];
  /** Attributes of the layer under which a .keras file has the variable: `cell`. */
  readonly attributes: readonly string[];
  /** Number of the variable there. */
  readonly index: number;
  /** True for a variable that inference does not need, such as a number of batches. */
  readonly unused?: true;
  /** The start of the name of the layer's part in an .h5 file: `forward_`; "" for any. */
  readonly part: string;
}

/** A layer of a model with weights. */
export interface WeightedLayer {
  /** Name in tfjs. */
  readonly name: string;
  /** Names of the models around it in Keras, and its own. */
  readonly path: readonly string[];
  /** Classes of the same, in snake case and numbered, as a .keras file has them. */
  readonly folders: readonly string[];
  readonly weights: readonly Weight[];
}

/** Weights that a layer creates in this order. */
export function weightList(...names: readonly (string | false)[]): Weight[] {
  return names.filter((name) => name !== false).map((name, index) => ({
    ...{ name, variables: [name], attributes: [], index, part: "" },
  }));
}

/** The weights of a part of a layer. */
export function partWeights(
  weights: readonly Weight[],
  attribute: string,
  part = "",
  prefix = "",
): Weight[] {
  return weights.map(({ name, attributes, ...rest }) => ({
    ...rest,
    name: prefix + name,
    attributes: [attribute, ...attributes],
    part,
  }));
}

/** Folders of a .keras file that hold lists. */
const LISTS: ReadonlySet<string> = new Set([
  ...["layers", "_layer_checkpoint_dependencies", "cells", "vars"],
]);

/** Variables of no layer that inference does not need: random seeds, optimizers, metrics. */
const UNUSED = /(^|\/)(seed_generator|optimizer|loss_tracker|_?metric\w*)(\/|$)/;

/**
 * The names in tfjs of the weights of a Keras 3 file, in the order of `names`; `undefined` for one
 * that inference does not need. A .keras file has paths of classes and numbers, such as
 * `layers/dense_1/vars/0`; an .h5 file has paths of names, such as `sequential/dense_1/kernel`.
 *
 * @throws {WeftError} `model` when a layer has no such weight, or a weight no layer.
 */
export function weightNames(
  names: readonly string[],
  layers: readonly WeightedLayer[],
  modelName: string,
): (string | undefined)[] {
  const found = new Map<number, string>();
  const numbered = names.some((name) => name.split("/").includes("vars"));
  const paths = names.map((name) => name.split("/").filter((part) => !LISTS.has(part)));
  const unused = new Set(names.keys());
  // An .h5 file lists the layers of a model by name. This tells weights of one name apart.
  const ordered = numbered ? layers : layers.toSorted((a, b) => a.path[0]! < b.path[0]! ? -1 : 1);
  for (const layer of ordered) {
    const find = numbered ? byNumber(paths, layer) : byName(paths, layer, modelName);
    for (const weight of layer.weights) {
      const index = find(weight, unused);
      if (index === undefined && weight.unused) continue;
      if (index === undefined) {
        throw missing(`${layer.path.join("/")}/${weight.variables[0]}`, names);
      }
      unused.delete(index);
      if (!weight.unused) found.set(index, `${layer.name}/${weight.name}`);
    }
  }
  const rest = [...unused].find((index) => !UNUSED.test(names[index]!));
  if (rest !== undefined) throw surplus(names[rest]!);
  return names.map((_, index) => found.get(index));
}

type Find = (weight: Weight, unused: ReadonlySet<number>) => number | undefined;

function byNumber(paths: readonly string[][], { folders }: WeightedLayer): Find {
  const index = new Map(paths.map((path, i) => [path.join("/"), i]));
  return ({ attributes, index: number }, unused) => {
    const found = index.get([...folders, ...attributes, number].join("/"));
    return found !== undefined && unused.has(found) ? found : undefined;
  };
}

function byName(
  paths: readonly string[][],
  { path }: WeightedLayer,
  modelName: string,
): Find {
  // A variable has the names of those models around it that Keras built with their layers.
  const starts = [modelName, ...path].map((_, i) => [modelName, ...path].slice(i));
  return ({ variables, attributes, part }, unused) => {
    for (const start of starts) {
      for (const index of unused) {
        const names = paths[index]!;
        const between = names.slice(start.length, -1);
        const matches = variables.includes(names.at(-1)!) &&
          start.every((name, i) => names[i] === name) &&
          between.length <= attributes.length &&
          (part === "" || between[0]?.startsWith(part));
        if (matches) return index;
      }
    }
    return undefined;
  };
}

function missing(weight: string, names: readonly string[]): WeftError {
  const some = names.slice(0, 6).join(", ");
  return new WeftError(
    "model",
    `Cannot load the Keras 3 model: its file has no weight '${weight}', but ${some}` +
      (names.length > 6 ? ", …" : ""),
    "Convert the model again with tensorflowjs_converter",
  );
}

function surplus(name: string): WeftError {
  return new WeftError(
    "model",
    `Cannot load the Keras 3 model: no layer has the weight '${name}'`,
    "Convert the model again with tensorflowjs_converter",
  );
}
