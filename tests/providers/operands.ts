import { sizeOf } from "../../compiler/graph.ts";
import type { AttributeValue, AttributeValues } from "../../onnx/make.ts";
import { type ElementData, elementData, type ElementType } from "../../onnx/element_type.ts";

/** An operand of a call. */
export interface Operand {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: ElementData;
  /**
   * True for shapes, axes and similar operands, which are constants in graphs. ONNX Runtime would
   * fold a node whose other operands are constants.
   */
  readonly constant: boolean;
}

/** A call of an operator. */
export interface Call {
  readonly op: string;
  readonly inputs: readonly Operand[];
  readonly attributes: AttributeValues;
  /** Element type and number of axes of each result. */
  readonly results: readonly (readonly [type: ElementType, rank: number])[];
}

/**
 * A tensor that is fed. By default it has small unsorted numbers, fractions if the type has them.
 */
export function tensor(
  type: ElementType,
  shape: readonly number[],
  numbers?: readonly number[],
): Operand {
  const scale = type.startsWith("float") ? 1 / 18 : 1;
  const drawn = Array.from({ length: sizeOf(shape) }, (_, i) => scale * (1 + (7 * i + 3) % 17));
  const values = numbers ?? drawn;
  const data = elementData(type, type === "bool" ? values.map((x) => x % 2) : values);
  return { type, shape, data, constant: false };
}

/** A tensor that is a constant of the graph. */
export function constant(
  type: ElementType,
  shape: readonly number[],
  numbers: readonly number[],
): Operand {
  return { ...tensor(type, shape, numbers), constant: true };
}

/** A constant list of int64, for shapes, axes and positions. */
export function ints(...numbers: number[]): Operand {
  return constant("int64", [numbers.length], numbers);
}

/** An attribute that is a list of integers. */
export const list = (...ints: number[]): AttributeValue => ({ ints });

/** A call; by default it has one result, of the first operand's element type and number of axes. */
export function call(
  op: string,
  inputs: readonly Operand[],
  attributes: Call["attributes"] = {},
  results: Call["results"] = [[inputs[0]!.type, inputs[0]!.shape.length]],
): Call {
  return { op, inputs, attributes, results };
}
