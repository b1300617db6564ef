// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { StateVariable, TensorData } from "../../compiler/mod.ts";
import { type GeneratorState, restoreGenerator } from "../../data/random.ts";
import { WeftError } from "../../error.ts";
import { encodeChecked, isIntact } from "../checked_safetensors.ts";
import { decodeAnySafetensors, type StoredTensor } from "../safetensors.ts";
import { type NamedVariables, namedVariables, type OptimizerSlot } from "./checkpoint_variables.ts";
import { setLearningRate, type TrainableOptimizer } from "./layers_model.ts";

/** The position of a training. */
export interface ModelProgress {
  /** Epochs that are done, counted from epoch 0: the `initialEpoch` of the next fit. */
  readonly epochs: number;
  /** Steps that the optimizer has done. */
  readonly steps: number;
}

/** The contents of a checkpoint besides the numbers of variables. */
interface Header extends ModelProgress {
  /** The class of the optimizer. */
  readonly optimizer: string;
  readonly learningRate: number;
  readonly generator: GeneratorState;
  /** For each list of the optimizer, the weights and kinds of its slots, in their order. */
  readonly slots: Readonly<Record<string, readonly (readonly [weight: string, kind: string])[]>>;
}

/** A checkpoint that belongs to a model. */
export interface ModelCheckpoint extends Header {
  /** Assigns weights, states of layers, and the optimizer's state. */
  apply(): void;
}

const FORMAT = "weft-model-checkpoint-1";
const NAME = "the checkpoint";
const RESTORE = "Restore the file from a copy";

/**
 * Writes the state of a training as a .safetensors file: weights, states of layers, the optimizer's
 * variables and learning rate, and the generator's state.
 */
export function encodeModelCheckpoint(
  model: tf.LayersModel,
  optimizer: TrainableOptimizer,
  generator: GeneratorState,
  progress: ModelProgress,
): Uint8Array<ArrayBuffer> {
  const variables = namedVariables(model, optimizer);
  const header: Header = {
    ...progress,
    optimizer: optimizer.getClassName(),
    learningRate: optimizer.learningRate,
    generator,
    slots: Object.fromEntries(
      [...variables.slots].map(([property, slots]) => [
        property,
        slots.map(({ weight, kind }) => [weight, kind] as const),
      ]),
    ),
  };
  const tensors = new Map(
    [...stored(variables)].map(([name, variable]): [string, StoredTensor<TensorData>] => [
      name,
      { shape: variable.shape, data: numbersOf(variable) },
    ]),
  );
  const metadata = { format: FORMAT, training: JSON.stringify(header) };
  return encodeChecked({ tensors, metadata });
}

/** Each variable by its name in the file. */
function stored({ model, scalars, slots }: NamedVariables): Map<string, StateVariable> {
  return new Map<string, StateVariable>([
    ...[...model].map(([name, variable]) => [`model/${name}`, variable] as const),
    ...[...scalars].map(([name, variable]) => [scalarName(name), variable] as const),
    ...[...slots].flatMap(([property, list]) =>
      list.map(({ weight, kind, variable }) =>
        [slotName(property, weight, kind), variable] as const
      )
    ),
  ]);
}

const scalarName = (property: string) => `optimizer/${property}`;

const slotName = (property: string, weight: string, kind: string) =>
  `optimizer/${property}/${weight}/${kind}`;

/** The numbers in an array of the variable's type. tfjs keeps those of a cast as they were. */
function numbersOf(variable: StateVariable): TensorData {
  const data = variable.dataSync();
  switch (variable.dtype) {
    case "int32":
      return Int32Array.from(data);
    case "bool":
      return Uint8Array.from(data);
    default:
      return Float32Array.from(data);
  }
}

/**
 * Reads a checkpoint and checks that it belongs to a model. Nothing changes before `apply`.
 *
 * @throws {WeftError} `checkpoint` when it is damaged, or of another model or optimizer.
 */
export function decodeModelCheckpoint(
  bytes: Uint8Array,
  model: tf.LayersModel,
  optimizer: TrainableOptimizer,
): ModelCheckpoint {
  const contents = decodeAnySafetensors(bytes, NAME);
  const { tensors, metadata } = contents;
  if (metadata.format !== FORMAT) {
    throw refusal("it is not a checkpoint of save()", "Pass the bytes that save() returned");
  }
  const header = parseHeader(metadata.training);
  if (!header || !isIntact(contents)) {
    throw refusal("it is damaged", RESTORE);
  }
  restoreGenerator(header.generator);
  const variables = namedVariables(model, optimizer);
  requireOwn(header, tensors, variables, optimizer);
  return { ...header, apply: () => apply(header, tensors, variables, optimizer) };
}

function refusal(why: string, hint: string): WeftError {
  return new WeftError("checkpoint", `Cannot load ${NAME}: ${why}`, hint);
}

/** Parses the header; `undefined` when it is damaged. The generator checks its own state. */
function parseHeader(text: string | undefined): Header | undefined {
  let header: Partial<Header> | null;
  try {
    header = JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
  const { epochs, steps, optimizer, learningRate, generator, slots } = header ?? {};
  const isCount = (value: unknown) => Number.isSafeInteger(value) && value as number >= 0;
  const sound = isCount(epochs) && isCount(steps) && typeof optimizer === "string" &&
    typeof learningRate === "number" && typeof generator === "object" && generator !== null &&
    typeof slots === "object" && slots !== null &&
    Object.values(slots).every((list) =>
      Array.isArray(list) && list.every((pair) => Array.isArray(pair) && pair.length === 2)
    );
  return sound ? header as Header : undefined;
}

/** Checks that a file has each tensor of a model and of its optimizer, and no others. */
function requireOwn(
  header: Header,
  tensors: ReadonlyMap<string, StoredTensor<TensorData>>,
  variables: NamedVariables,
  optimizer: TrainableOptimizer,
): void {
  const own = "Build and compile the model as it was when save() was called";
  const name = optimizer.getClassName();
  if (header.optimizer !== name) {
    throw refusal(`its optimizer is ${header.optimizer}, the model's is ${name}`, own);
  }
  const expected = new Map<string, Pick<StateVariable, "shape" | "dtype">>(
    stored({ ...variables, slots: new Map() }),
  );
  for (const [property, list] of Object.entries(header.slots)) {
    if (!variables.slots.has(property)) {
      throw refusal(`its optimizer has ${property}, the model's has none`, own);
    }
    for (const [weight, kind] of list) {
      const variable = variables.model.get(weight);
      if (!variable) throw refusal(`the model has no weight '${weight}'`, own);
      expected.set(slotName(property, weight, kind), variable);
    }
  }
  for (const [key, { shape, dtype }] of expected) {
    const tensor = tensors.get(key);
    if (!tensor) throw refusal(`it has no '${key}'`, own);
    if (`${tensor.shape}` !== `${shape}`) {
      throw refusal(`its '${key}' has the shape [${tensor.shape}], not [${shape}]`, own);
    }
    if (dtypeOf(tensor.data) !== dtype) throw refusal(`its '${key}' is not ${dtype}`, own);
  }
  const unknown = [...tensors.keys()].find((key) => !expected.has(key));
  if (unknown !== undefined) throw refusal(`the model has no '${unknown}'`, own);
}

function dtypeOf(data: TensorData): "float32" | "int32" | "bool" {
  if (data instanceof Float32Array) return "float32";
  return data instanceof Int32Array ? "int32" : "bool";
}

function apply(
  header: Header,
  tensors: ReadonlyMap<string, StoredTensor<TensorData>>,
  variables: NamedVariables,
  optimizer: TrainableOptimizer,
): void {
  const tensorOf = (name: string) => {
    const { data, shape } = tensors.get(name)!;
    return tf.tensor(data, [...shape], dtypeOf(data));
  };
  tf.tidy(() => {
    for (const [name, variable] of stored({ ...variables, slots: new Map() })) {
      variable.assign(tensorOf(name));
    }
    const properties = optimizer as unknown as Record<string, OptimizerSlot[]>;
    for (const [property, old] of variables.slots) {
      for (const { variable } of old) variable.dispose();
      properties[property] = (header.slots[property] ?? []).map(([weight, kind]) => ({
        originalName: `${variables.model.get(weight)!.name}/${kind}`,
        variable: tf.variable(tensorOf(slotName(property, weight, kind)), false),
      }));
    }
  });
  setLearningRate(optimizer, header.learningRate);
  optimizer.iterations_ = header.steps;
}
