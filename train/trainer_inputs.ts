// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "onnxruntime-common";
import type { CompiledStep } from "../compiler/mod.ts";
import { sizeOf } from "../compiler/graph.ts";
import type { Generator } from "../data/random.ts";
import { WeftError } from "../error.ts";
import type { Session } from "../runtime/session.ts";
import { drawNoise, noiseInputs } from "./noise.ts";

/** Numbers of one input, row-major. A single number fills the input. */
export type TrainerInput = tf.Tensor | Float32Array | Int32Array | Uint8Array | number;

/** Numbers of the inputs by name. Random numbers, as of dropout, are drawn where none are given. */
export type TrainerInputs = Readonly<Record<string, TrainerInput>>;

/** Numbers of the inputs in the arrays that ONNX Runtime takes, without those that are drawn. */
export type InputNumbers = ReadonlyMap<string, Float32Array | Int32Array | Uint8Array>;

/** Constructors of arrays by type. */
const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array, uint8: Uint8Array };

/** The constructor of the arrays in which ONNX Runtime takes a type. */
export function arrayOf(type: string): Float32ArrayConstructor {
  return ARRAYS[type as keyof typeof ARRAYS] as Float32ArrayConstructor;
}

/**
 * Reads the numbers of `count` calls.
 *
 * @throws {WeftError} `usage` when an input is missing, has the wrong size or the wrong type.
 */
export function readInputs(
  name: string,
  { inputs, noise }: CompiledStep,
  count: number,
  given: TrainerInputs,
): InputNumbers {
  const drawn = new Set(noise.map(({ name }) => name).filter((name) => !(name in given)));
  const read = inputs.filter((input) => !drawn.has(input.name)).map((input) => {
    const size = count * sizeOf(input.shape as number[]);
    const value = given[input.name];
    const ArrayOf = arrayOf(input.type);
    if (typeof value === "number") {
      return [input.name, checked(name, input, new ArrayOf(size).fill(value), [value])] as const;
    }
    const data = value instanceof tf.Tensor ? value.dataSync() : value;
    if (data?.length !== size) throw sizeError(name, input.name, size, data?.length);
    if (data instanceof ArrayOf) return [input.name, data] as const;
    return [input.name, checked(name, input, ArrayOf.from(data), data)] as const;
  });
  return new Map(read as [string, Float32Array][]);
}

/** Refuses numbers that change when they are converted to an input's type. */
function checked<T extends ArrayLike<number>>(
  name: string,
  input: CompiledStep["inputs"][number],
  converted: T,
  given: ArrayLike<number>,
): T {
  if (input.type === "float32") return converted;
  const at = Array.prototype.findIndex.call(given, (value, i) => value !== converted[i]);
  if (at < 0) return converted;
  throw new WeftError(
    "usage",
    `Cannot run ${name}: the input ${input.name} takes ${input.type}, got ${given[at]}`,
    "Pass numbers of this type, or declare the input as float32",
  );
}

function sizeError(name: string, input: string, size: number, got: number | undefined): WeftError {
  return new WeftError(
    "usage",
    `Cannot run ${name}: expected ${size} numbers for the input ${input}, got ${got ?? "none"}`,
    "Pass the numbers of every input, row-major",
  );
}

/**
 * Makes tensors of the inputs, and draws the random numbers that are missing.
 *
 * @param count The length of the leading axis `steps`; undefined for a model without it.
 */
export function inputTensors(
  step: CompiledStep,
  count: number | undefined,
  numbers: InputNumbers,
  session: Session,
  generator: Generator,
): Record<string, Tensor> {
  const missing = noiseInputs(step).filter(({ name }) => !numbers.has(name));
  const drawn = drawNoise(missing, generator, count ?? 1);
  return Object.fromEntries(step.inputs.map(({ name, type, shape }) => {
    const lengths = count === undefined ? shape as number[] : [count, ...shape as number[]];
    const data = (numbers.get(name) ?? drawn[name]) as Float32Array;
    return [name, new session.Tensor(type as "float32", data, lengths)];
  }));
}

/** The numbers of call `i` of `count`. */
export function partOf(numbers: InputNumbers, count: number, i: number): InputNumbers {
  return new Map([...numbers].map(([name, data]) => {
    const size = data.length / count;
    return [name, data.subarray(i * size, (i + 1) * size)];
  }));
}
