/**
 * Runs a function of tensors on tfjs's own cpu backend and, compiled, on ONNX Runtime, and
 * compares. For tests only.
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createGenerator, type Generator } from "../../data/random.ts";
import { createSession } from "../../runtime/session.ts";
import { type DType, type Graph, newData, sizeOf, type TensorData } from "../graph.ts";
import { lower, withConstantState } from "../lower.ts";
import { optimize } from "../passes/mod.ts";
import type { Pass } from "../passes/pass.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { makeModel } from "../../onnx/make.ts";
import { opsetsOf, type Target, targets } from "../targets.ts";
import { type InputTypes, trace } from "../trace.ts";
import { repairCpuBackend } from "./repairs.ts";

tf.enableProdMode();
await tf.setBackend("cpu");
repairCpuBackend();

/** tfjs's tensor types by number of axes. */
interface ByRank {
  0: tf.Scalar;
  1: tf.Tensor1D;
  2: tf.Tensor2D;
  3: tf.Tensor3D;
  4: tf.Tensor4D;
  5: tf.Tensor5D;
}

type TensorOf<S extends readonly number[]> = S["length"] extends keyof ByRank ? ByRank[S["length"]]
  : tf.Tensor;

/** An input of a case: its type and a function that makes its numbers. */
export interface Source<T extends tf.Tensor = tf.Tensor> {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly make: (generator: Generator) => TensorData;
  /** Never set: carries the tensor's type. */
  readonly tensor?: T;
}

function source<const S extends readonly number[]>(
  shape: S,
  dtype: DType,
  draw: (generator: Generator, position: number) => number,
): Source<TensorOf<S>> {
  return {
    shape,
    dtype,
    make: (generator) => newData(dtype, sizeOf(shape)).map((_, i) => draw(generator, i)),
  };
}

/** Seeded random numbers, uniform on [low, high). */
export const random = <const S extends readonly number[]>(shape: S, low = -1, high = 1) =>
  source(shape, "float32", (generator) => low + (high - low) * generator.uniform());

/** Seeded random integers, low to high - 1. */
export const integers = <const S extends readonly number[]>(shape: S, low: number, high: number) =>
  source(shape, "int32", (generator) => low + generator.below(high - low));

/** Seeded random truth values. */
export const booleans = <const S extends readonly number[]>(shape: S) =>
  source(shape, "bool", (generator) => generator.below(2));

/** Given numbers, repeated as often as the shape needs. */
export const numbers = <const S extends readonly number[]>(
  shape: S,
  values: readonly number[],
  dtype: DType = "float32",
) => source(shape, dtype, (_, i) => values[i % values.length]!);

type TensorsOf<S extends readonly Source[]> = {
  [K in keyof S]: S[K] extends Source<infer T> ? T : never;
};

/** Options of a comparison. */
export interface CaseOptions {
  /**
   * True when tfjs has a gradient to compare with. By default true when an input and the only
   * result are float32.
   */
  readonly gradients?: boolean;
  /** Largest difference, relative to the largest number of the result (or to 1). */
  readonly tolerance?: number;
  /** Targets to compile for. */
  readonly targets?: readonly Target[];
}

/** A function whose compiled graph must agree with tfjs. */
export interface Case {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly fn: (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  readonly options: CaseOptions;
}

/** Makes a case, one line of a table of cases. */
export function agrees<const S extends readonly Source[]>(
  name: string,
  sources: S,
  fn: (...tensors: TensorsOf<S>) => tf.Tensor | tf.Tensor[],
  options: CaseOptions = {},
): Case {
  return { name, sources, fn: fn as unknown as Case["fn"], options };
}

/**
 * Sums of a few hundred products of numbers below 1, added in another order, differ in the last two
 * or three of float32's 24 bits: about 1e-6 of the largest.
 */
const TOLERANCE = 1e-5;

/** A tensor's type and numbers, independent of tfjs and ONNX Runtime. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: TensorData;
}

/** A case with its inputs and tfjs's results. */
interface Prepared {
  readonly inputs: Readonly<Record<string, Numbers>>;
  readonly run: (tensors: Record<string, tf.Tensor>) => Record<string, tf.Tensor>;
  readonly expected: Readonly<Record<string, Numbers>>;
}

const prepared = new WeakMap<Case, Prepared>();

function prepare(each: Case): Prepared {
  const known = prepared.get(each);
  if (known) return known;
  const { sources, fn } = each;
  const inputs: Record<string, Numbers> = Object.fromEntries(
    sources.map(({ shape, dtype, make }, i) => [
      `x${i}`,
      { shape, dtype, data: make(createGenerator(1, i)) },
    ]),
  );
  const forward = (tensors: Record<string, tf.Tensor>) =>
    Object.fromEntries(
      [fn(...sources.map((_, i) => tensors[`x${i}`]!))].flat().map((y, i) => [`y${i}`, y]),
    );
  let run = forward;
  let expected = onTfjs(run, inputs);
  const floats = sources.flatMap(({ dtype }, i) => dtype === "float32" ? [i] : []);
  const [y, ...more] = Object.values(expected);
  const differentiable = floats.length > 0 && more.length === 0 && y!.dtype === "float32";
  if (each.options.gradients ?? differentiable) {
    inputs.dy = { ...y!, data: random(y!.shape).make(createGenerator(2)) };
    run = (tensors) => {
      const gradients = tf.grads((...variables) => {
        const all = sources.map((_, i) => variables[floats.indexOf(i)] ?? tensors[`x${i}`]!);
        return fn(...all) as tf.Tensor;
      })(floats.map((i) => tensors[`x${i}`]!), tensors.dy);
      return {
        ...forward(tensors),
        ...Object.fromEntries(gradients.map((gradient, i) => [`d${floats[i]}`, gradient])),
      };
    };
    expected = onTfjs(run, inputs);
  }
  const result = { inputs, run, expected };
  prepared.set(each, result);
  return result;
}

/** Computes `run` with tfjs's cpu backend. */
export function onTfjs(
  run: (tensors: Record<string, tf.Tensor>) => Record<string, tf.Tensor>,
  inputs: Readonly<Record<string, Numbers>>,
): Record<string, Numbers> {
  return tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, dtype, data }]) => [
        name,
        tf.tensor(data.slice(), [...shape], dtype),
      ]),
    );
    return Object.fromEntries(
      Object.entries(run(tensors)).map(([name, tensor]) => [name, {
        shape: tensor.shape,
        dtype: tensor.dtype as DType,
        data: tensor.dataSync<"float32">().slice(),
      }]),
    ) as unknown as tf.TensorContainer;
  }) as unknown as Record<string, Numbers>;
}

/** The graph of `run`, rewritten by `rewrite`. */
function graphOf({ run, inputs }: Prepared, rewrite: Pass = optimize): Graph {
  const types: InputTypes = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
  );
  const graph = trace(run, types);
  rewrite(graph);
  return graph;
}

/** Compiles `graph` for `target`. */
function compile(graph: Graph, target: Target): Uint8Array {
  const onnx = withConstantState("test", lower(graph, target));
  return encodeModel(makeModel({ graph: onnx, opsets: opsetsOf(target) }));
}

/** Compiles `graph` for `target` and runs it with ONNX Runtime. */
export async function onOnnxRuntime(
  graph: Graph,
  target: Target,
  inputs: Readonly<Record<string, Numbers>>,
): Promise<Record<string, Numbers>> {
  return await runModel(compile(graph, target), inputs);
}

/** Runs an .onnx file. */
export async function runModel(
  bytes: Uint8Array,
  inputs: Readonly<Record<string, Numbers>>,
): Promise<Record<string, Numbers>> {
  const session = await createSession(bytes, { backend: "cpu", threads: 1 });
  try {
    const feeds = Object.fromEntries(
      session.inputs.map(({ name }) => {
        const { shape, dtype, data } = inputs[name]!;
        return [name, new session.Tensor(dtype as "float32", data as Float32Array, [...shape])];
      }),
    );
    const results = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, type, data }]) => [
        name,
        { shape: dims, dtype: type as DType, data: data as TensorData },
      ]),
    );
  } finally {
    await session.close();
  }
}

/** Asserts that results have the expected types and, within `tolerance`, the expected numbers. */
export function assertClose(
  actual: Readonly<Record<string, Numbers>>,
  expected: Readonly<Record<string, Numbers>>,
  tolerance: number = TOLERANCE,
  where = "",
): void {
  for (const [name, wanted] of Object.entries(expected)) {
    const found = actual[name];
    assert.ok(found, `${where}${name} is missing`);
    assert.deepEqual([...found.shape], [...wanted.shape], `${where}shape of ${name}`);
    assert.equal(found.dtype, wanted.dtype, `${where}type of ${name}`);
    const finite = [...wanted.data].filter(Number.isFinite).map(Math.abs);
    const allowed = tolerance * finite.reduce((a, b) => Math.max(a, b), 1);
    wanted.data.forEach((value, i) => {
      const other = found.data[i]!;
      const near = Object.is(value, other) || Math.abs(value - other) <= allowed;
      assert.ok(near, `${where}${name}[${i}] is ${other} and should be ${value} ± ${allowed}`);
    });
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** The targets that a case is compiled for by default. */
export const allTargets: readonly Target[] = Object.values(targets);

/**
 * Asserts that the compiled graph of a case agrees with tfjs: the values, and the gradients if
 * there are any. A graph that several targets share is run once.
 */
export async function assertAgrees(
  each: Case,
  targets: readonly Target[] = each.options.targets ?? allTargets,
): Promise<void> {
  const { tolerance } = each.options;
  const expectation = prepare(each);
  const tried: Uint8Array[] = [];
  for (const target of targets) {
    const bytes = compile(graphOf(expectation), target);
    if (tried.some((other) => isSame(other, bytes))) continue;
    tried.push(bytes);
    const actual = await runModel(bytes, expectation.inputs);
    const block = target.block > 0 ? ` (block ${target.block})` : "";
    assertClose(actual, expectation.expected, tolerance, `${target.name}${block}: `);
  }
}

/** The graph of a case, its inputs, and tfjs's results. */
export function traceCase(each: Case, rewrite?: Pass): {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Numbers>>;
  readonly expected: Readonly<Record<string, Numbers>>;
} {
  const expectation = prepare(each);
  const { inputs, expected } = expectation;
  return { graph: graphOf(expectation, rewrite), inputs, expected };
}

/**
 * Convolves `x` with the identity: the same numbers, in ONNX's layout of activations.
 */
export function fromConvolution(x: tf.Tensor4D): tf.Tensor4D {
  const channels = x.shape[3];
  const identity = tf.eye(channels).reshape([1, 1, channels, channels]) as tf.Tensor4D;
  return tf.conv2d(x, identity, 1, "same");
}
