import { sizeOf } from "../../compiler/graph.ts";
import type { OnnxAttribute, OnnxData, OnnxType } from "../../onnx/model.ts";

/** An operand of a call. */
export interface Operand {
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly data: OnnxData;
  /**
   * True for shapes, axes and the like, which graphs hold as constants; whatever else is constant
   * would be folded away.
   */
  readonly constant: boolean;
}

/** A call of an operator. */
export interface Call {
  readonly op: string;
  readonly inputs: readonly Operand[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
  /** Element type and number of axes of each result. */
  readonly results: readonly (readonly [type: OnnxType, rank: number])[];
}

const storage: Readonly<Record<OnnxType, (numbers: readonly number[]) => OnnxData>> = {
  float32: (numbers) => Float32Array.from(numbers),
  float64: (numbers) => Float64Array.from(numbers),
  uint8: (numbers) => Uint8Array.from(numbers),
  int32: (numbers) => Int32Array.from(numbers),
  int64: (numbers) => BigInt64Array.from(numbers, BigInt),
  bool: (numbers) => Uint8Array.from(numbers, (x) => x % 2),
};

/**
 * A tensor that is fed; by default with small numbers in no order, fractions where the type has
 * them.
 */
export function tensor(
  type: OnnxType,
  shape: readonly number[],
  numbers?: readonly number[],
): Operand {
  const scale = type.startsWith("float") ? 1 / 18 : 1;
  const drawn = Array.from({ length: sizeOf(shape) }, (_, i) => scale * (1 + (7 * i + 3) % 17));
  return { type, shape, data: storage[type](numbers ?? drawn), constant: false };
}

/** A tensor that the graph holds. */
export function constant(
  type: OnnxType,
  shape: readonly number[],
  numbers: readonly number[],
): Operand {
  return { ...tensor(type, shape, numbers), constant: true };
}

/** A list of integers, as ONNX takes shapes, axes and positions. */
export function ints(...numbers: number[]): Operand {
  return constant("int64", [numbers.length], numbers);
}

/** An attribute that is a list of integers. */
export const list = (...ints: number[]): OnnxAttribute => ({ ints });

/** A call; by default it has one result, of the first operand's element type and number of axes. */
export function call(
  op: string,
  inputs: readonly Operand[],
  attributes: Call["attributes"] = {},
  results: Call["results"] = [[inputs[0]!.type, inputs[0]!.shape.length]],
): Call {
  return { op, inputs, attributes, results };
}
