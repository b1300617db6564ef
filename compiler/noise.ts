// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../error.ts";
import type { DataId, TracingBackend } from "./backend.ts";
import { describeCallSite } from "./call_site.ts";
import type { Distribution, Graph, Value } from "./graph.ts";

/** Prefix of the graph inputs that replace random draws. */
export const NOISE_PREFIX = "noise/";

/** A draw that tfjs has begun: the seed that it uses, and where the draw was asked for. */
interface Draw {
  readonly seed: number;
  readonly distribution: Distribution;
  readonly site: Error;
}

/** The tfjs ops whose numbers become an input. */
const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  randomUniform: "uniform",
  randomNormal: "normal",
};

/**
 * Runs `fn` and replaces the random numbers that tf.randomUniform and tf.randomNormal draw by graph
 * inputs `noise/0`, `noise/1`, …, uniform on [0, 1) or standard normal. tf.dropout and the layers
 * of noise use these two ops. JavaScript draws the numbers while tracing, so the graph would
 * otherwise contain one draw as a constant. Numbers drawn with the caller's seed are such a
 * constant, since they are the same in each call in tfjs too. Other uses of random numbers are
 * refused, because their distribution is not known here.
 */
export function withNoiseInputs<T>(backend: TracingBackend, graph: Graph, fn: () => T): T {
  const random = Math.random;
  let draw: Draw | undefined;
  // tfjs seeds a generator of its own with this number, once for each draw without a seed.
  Math.random = () => {
    const site = new Error();
    const distribution = DISTRIBUTIONS[runningOps().at(-1) ?? ""];
    if (!distribution) throw refused(site);
    const seed = random() || 0.5;
    draw = { seed, distribution, site };
    return seed;
  };
  let count = 0;
  backend.onNoise = (data, shape): DataId | undefined => {
    if (!draw) return undefined;
    const { seed, distribution, site } = draw;
    draw = undefined;
    const found = scaleOf(data, firstNumbers(distribution, seed, data.length));
    if (!found) throw refused(site);
    const name = `${NOISE_PREFIX}${count++}`;
    const value: Value = { shape, dtype: "float32", input: name, distribution };
    graph.inputs.push(value);
    return scaled(backend, value, found);
  };
  try {
    return fn();
  } finally {
    Math.random = random;
    backend.onNoise = undefined;
  }
}

function refused(site: Error): WeftError {
  return new WeftError(
    "compiler",
    `Cannot trace random numbers that JavaScript draws (${describeCallSite(site)})`,
    "Use tf.randomUniform or tf.randomNormal with float32, or make the noise an input of the " +
      "traced function and feed fresh numbers at each run",
  );
}

/**
 * The tfjs ops that are running, such as `dropout` and `randomUniform`, by the names that tfjs
 * gives their scopes. Stacks do not have them in minified code, and differ between browsers.
 */
function runningOps(): string[] {
  const { scopeStack } = tf.engine().state as unknown as { scopeStack: { name: string }[] };
  return scopeStack.map(({ name }) => name).filter((name) => name.endsWith(tf.OP_SCOPE_SUFFIX))
    .map((name) => name.slice(0, -tf.OP_SCOPE_SUFFIX.length));
}

/** Elements that are compared. */
const COMPARED = 64;

/** The first numbers of a standard distribution that tfjs draws with a seed. */
function firstNumbers(distribution: Distribution, seed: number, size: number): Float32Array {
  const shape = [Math.min(size, COMPARED)];
  return tf.tidy(() =>
    (distribution === "uniform"
      ? tf.randomUniform(shape, 0, 1, "float32", seed)
      : tf.randomNormal(shape, 0, 1, "float32", seed)).dataSync<"float32">()
  );
}

/** Numbers of a distribution are numbers of its standard form, times `factor`, plus `offset`. */
interface Scale {
  readonly factor: number;
  readonly offset: number;
}

/**
 * Finds the bounds, or the mean and the deviation, of numbers that were drawn. They are rounded to
 * as few digits as explain the numbers.
 *
 * @param standard The numbers that the standard distribution gives for the same seed.
 * @returns `undefined` when the numbers are of another distribution, or when there is one number
 * only, which may be of any scale.
 */
function scaleOf(data: tf.BackendValues, standard: Float32Array): Scale | undefined {
  const numbers = data as ArrayLike<number>;
  const explains = ({ factor, offset }: Scale) =>
    standard.every((z, i) => {
      const part = factor * z;
      return Math.abs(offset + part - numbers[i]!) <=
        2e-7 * (Math.abs(offset) + Math.abs(part));
    });
  const unchanged = { factor: 1, offset: 0 };
  if (explains(unchanged)) return unchanged;
  const low = standard.indexOf(Math.min(...standard));
  const high = standard.indexOf(Math.max(...standard));
  if (low === high) return undefined;
  const factor = (numbers[high]! - numbers[low]!) / (standard[high]! - standard[low]!);
  const offset = numbers[low]! - factor * standard[low]!;
  for (let digits = 1; digits <= 9; digits++) {
    const rounded = (value: number) => Number(value.toPrecision(digits));
    for (const shift of [0, rounded(offset)]) {
      const scale = { factor: rounded(factor), offset: shift };
      if (explains(scale)) return scale;
    }
  }
  return undefined;
}

/** Records `noise * factor + offset`. */
function scaled(backend: TracingBackend, noise: Value, { factor, offset }: Scale): DataId {
  const { shape } = noise;
  const apply = (kernel: string, a: DataId, number: number): DataId => {
    const b = backend.insert({ shape: [], dtype: "float32", fill: Math.fround(number) });
    const type = { dtype: "float32" as const };
    const result = backend.record(
      kernel,
      { a: { dataId: a, shape: [...shape], ...type }, b: { dataId: b, shape: [], ...type } },
      {},
    ) as tf.TensorInfo;
    for (const id of [a, b]) backend.disposeData(id);
    return result.dataId;
  };
  let id = backend.insert(noise);
  if (factor !== 1) id = apply("Multiply", id, factor);
  if (offset !== 0) id = apply("Add", id, offset);
  return id;
}
