// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { sizeOf } from "../../compiler/graph.ts";
import type { InputType } from "../../compiler/mod.ts";
import { WeftError } from "../../error.ts";

/** Numbers with a shape, row-major; an alternative to a tensor that tfjs need not copy. */
export interface ArrayData {
  readonly data: Float32Array | Int32Array | Uint8Array;
  /** Shape with the rows first. */
  readonly shape: readonly number[];
  /** Factor of a Uint8Array: the model reads each byte times this. Default 1. */
  readonly scale?: number;
}

/** Numbers for one input or one output of a model. */
export type Numbers = tf.Tensor | ArrayData;

/** Numbers for all inputs or outputs: one, a list in the model's order, or a record by name. */
export type ModelNumbers = Numbers | readonly Numbers[] | Readonly<Record<string, Numbers>>;

/** A table of rows: the numbers of one input or output. */
export interface Table {
  /** The model's name of the input or output. */
  readonly name: string;
  readonly rows: number;
  /** Shape of a row. */
  readonly shape: readonly number[];
  readonly dtype: "float32" | "int32" | "bool";
  readonly data: Float32Array | Int32Array | Uint8Array;
  /** Factor of bytes; undefined for numbers that the model takes as they are. */
  readonly scale: number | undefined;
}

/**
 * Checks numbers against a model and makes a table for each input or output. Nothing is copied.
 *
 * @param doing The beginning of an error: `Cannot fit`.
 * @param names The model's names.
 * @param shapes Expected shapes, rows included; `null` for any length.
 * @throws {WeftError} `usage` when they do not fit, `data` when one is not a number.
 */
export function tablesOf(
  doing: string,
  given: ModelNumbers,
  names: readonly string[],
  shapes: readonly (readonly (number | null)[])[],
): Table[] {
  const list = listOf(doing, given, names);
  const tables = list.map((numbers, i) => tableOf(doing, numbers, names[i]!, shapes[i]!));
  const [first, ...rest] = tables;
  const other = rest.find(({ rows }) => rows !== first!.rows);
  if (other) {
    throw new WeftError(
      "usage",
      `${doing}: ${first!.name} has ${first!.rows} rows, ${other.name} has ${other.rows}`,
      "Pass the same number of rows for each",
    );
  }
  return tables;
}

function listOf(doing: string, given: ModelNumbers, names: readonly string[]): Numbers[] {
  if (typeof given !== "object" || given === null) {
    throw new WeftError(
      "usage",
      `${doing}: expected numbers for ${names.join(", ")}, got ${given}`,
      "Pass a tensor, or { data, shape } with a typed array",
    );
  }
  const isOne = given instanceof tf.Tensor || isArrayData(given) || ArrayBuffer.isView(given);
  if (isOne) return listOf(doing, [given as Numbers], names);
  const list = Array.isArray(given)
    ? given as Numbers[]
    : names.map((name) => (given as Readonly<Record<string, Numbers>>)[name]);
  const missing = names.find((_, i) => list[i] === undefined || list[i] === null);
  if (missing === undefined && list.length === names.length) return list as Numbers[];
  throw new WeftError(
    "usage",
    `${doing}: expected numbers for ${names.join(", ")}` +
      (missing === undefined ? `, got ${list.length}` : `, got none for ${missing}`),
    "Pass a list in this order, or a record with these names",
  );
}

function isArrayData(given: ModelNumbers): given is ArrayData {
  return ArrayBuffer.isView((given as ArrayData).data);
}

function tableOf(
  doing: string,
  numbers: Numbers,
  name: string,
  expected: readonly (number | null)[],
): Table {
  const isTensor = numbers instanceof tf.Tensor;
  requireType(doing, name, numbers);
  const [rows, ...shape] = withColumn(numbers.shape, expected.length);
  const matches = shape.length === expected.length - 1 &&
    shape.every((length, axis) => expected[axis + 1] === null || expected[axis + 1] === length);
  if (!matches || rows === undefined || rows === 0) {
    const text = (each: readonly (number | null)[]) => `[${each.map((n) => n ?? "any").join()}]`;
    throw new WeftError(
      "usage",
      `${doing}: ${name} expects the shape ${text(expected)}, got ${text(numbers.shape)}`,
      "Reshape the numbers, or change the model's input",
    );
  }
  const data = isTensor ? tensorData(numbers) : numbers.data;
  if (data.length !== sizeOf(numbers.shape)) {
    throw new WeftError(
      "usage",
      `${doing}: ${name} has ${data.length} numbers, its shape [${numbers.shape}] has ` +
        `${sizeOf(numbers.shape)}`,
      "Pass the shape of the numbers, rows first",
    );
  }
  requireNumbers(doing, name, data, data.length / rows);
  const bytes = data instanceof Uint8Array && !isTensor;
  const dtype = isTensor ? numbers.dtype as Table["dtype"] : dtypeOf(data);
  const scale = bytes ? (numbers as ArrayData).scale ?? 1 : undefined;
  return { name, rows, shape, dtype, data, scale };
}

/** Refuses tensors of strings and complex numbers, and arrays of other types. */
function requireType(doing: string, name: string, numbers: Numbers): void {
  const { data, shape } = numbers as ArrayData;
  const isTyped = [Float32Array, Int32Array, Uint8Array].some((each) => data instanceof each);
  const known = numbers instanceof tf.Tensor
    ? ["float32", "int32", "bool"].includes(numbers.dtype)
    : isTyped && Array.isArray(shape);
  if (known) return;
  const found = numbers instanceof tf.Tensor
    ? `a tensor of type ${numbers.dtype}`
    : isTyped
    ? "an array without a shape"
    : `${(data ?? numbers)?.constructor?.name ?? "nothing"}`;
  throw new WeftError(
    "usage",
    `${doing}: ${name} expects numbers, got ${found}`,
    "Pass a tensor of type float32, int32 or bool, or { data, shape } with a Float32Array, an " +
      "Int32Array or a Uint8Array",
  );
}

/** The numbers of a tensor. tfjs keeps those of a cast tensor as they were before the cast. */
function tensorData(tensor: tf.Tensor): Table["data"] {
  const data = tensor.dataSync<"float32">();
  return tensor.dtype !== "float32" || data instanceof Float32Array
    ? data
    : Float32Array.from(data as ArrayLike<number>);
}

/** tfjs takes [rows] for [rows,1]. */
function withColumn(shape: readonly number[], rank: number): readonly number[] {
  return shape.length === 1 && rank === 2 ? [...shape, 1] : shape;
}

function dtypeOf(data: ArrayData["data"]): Table["dtype"] {
  return data instanceof Float32Array ? "float32" : "int32";
}

function requireNumbers(
  doing: string,
  name: string,
  data: ArrayLike<number>,
  width: number,
): void {
  if (!(data instanceof Float32Array)) return;
  const at = firstNotFinite(data);
  if (at < 0) return;
  throw new WeftError(
    "data",
    `${doing}: row ${Math.floor(at / width)} of ${name} has a ${data[at]}`,
    "Remove the row, or replace the number",
  );
}

/** The index of the first number that is NaN or infinite; -1 when all are finite. */
function firstNotFinite(data: Float32Array): number {
  // This loop over a data set takes a quarter of the time of findIndex.
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value - value !== 0) return i;
  }
  return -1;
}

/** The type in which a batch of a table is fed. */
export function inputType({ shape, dtype, scale }: Table, batchSize: number): InputType {
  const lengths = [batchSize, ...shape];
  if (scale !== undefined) return { shape: lengths, dtype: "int32", storage: "uint8" };
  return { shape: lengths, dtype };
}

/** The tensor that the model takes, of one that was fed. */
export function decoded({ scale }: Table, fed: tf.Tensor): tf.Tensor {
  return scale === undefined ? fed : tf.mul(tf.cast(fed, "float32"), scale);
}

/** Rows of at most so many numbers are copied one number at a time. */
const NARROW = 8;

/** Copies rows, by their numbers, one after another. */
export function rowsOf({ data, rows }: Table, indices: Uint32Array): Table["data"] {
  const width = data.length / rows;
  const copy = new (data.constructor as Float32ArrayConstructor)(indices.length * width);
  for (const [i, row] of indices.entries()) {
    const from = row * width, to = i * width;
    // A subarray of a narrow row costs more than its numbers.
    if (width > NARROW) copy.set(data.subarray(from, from + width), to);
    else for (let k = 0; k < width; k++) copy[to + k] = data[from + k]!;
  }
  return copy;
}
