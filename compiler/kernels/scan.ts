// This module is browser compatible.

import type { GraphProto } from "onnx-buf";
import { makeGraph, makeNode, type ValueInfo } from "../../onnx/make.ts";
import { type DType, sizeOf, type TensorType } from "../graph.ts";
import { type Inferred, kernel, type KernelTable } from "../kernel.ts";
import { permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { cast } from "./elementwise.ts";

interface ScanAttributes {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** Emits a cumulative result along a physical axis and returns its name. */
type Scan = (
  lowering: Lowering,
  x: Lowered,
  axis: number,
  attributes: ScanAttributes,
) => string;

/** The type of a cumulative result. Truth values are counted. */
const scannedType = ({ shape, dtype }: TensorType) => ({
  shape,
  dtype: dtype === "bool" ? "int32" : dtype,
} as const);

const scan = (emit: Scan) =>
  kernel<ScanAttributes>({
    infer: ({ x }): Inferred => {
      const type = scannedType(x!);
      return sizeOf(type.shape) === 0 ? { ...type, fill: 0 } : type;
    },
    lower: (lowering, { x }, attributes) => {
      const { shape, dtype } = scannedType(x!);
      const numbers = cast(lowering, x!, dtype);
      const { layout } = numbers;
      const axis = layout.indexOf((attributes.axis + shape.length) % shape.length);
      return { name: emit(lowering, numbers, axis, attributes), shape, dtype, layout };
    },
  });

const flag = (value: boolean) => ({ i: value ? 1 : 0 });

const cumsum: Scan = (lowering, x, axis, { exclusive, reverse }) =>
  lowering.emit("CumSum", [lowering.name(x), lowering.scalar(axis, "int64")], {
    exclusive: flag(exclusive),
    reverse: flag(reverse),
  });

/**
 * Emits a cumulative product. ONNX has no operator for it, so a Scan multiplies one element after
 * the other, as tfjs does. Combining the products of ranges would take fewer steps, but could
 * overflow where the products from the start do not.
 */
const cumprod: Scan = (lowering, x, axis, { exclusive, reverse }) => {
  const shape = permuted(x.shape, x.layout).toSpliced(axis, 1);
  const ones = lowering.name({ ...lowering.value("", shape, x.dtype), fill: 1 });
  const along = { ints: [axis] };
  const direction = { ints: [reverse ? 1 : 0] };
  const [, products] = lowering.emitMany("Scan", [ones, lowering.name(x)], {
    body: { graph: multiplication(x.dtype, shape.length, exclusive) },
    num_scan_inputs: { i: 1 },
    scan_input_axes: along,
    scan_input_directions: direction,
    scan_output_axes: along,
    scan_output_directions: direction,
  }, 2);
  return products!;
};

/**
 * The graph of one step: from the product so far and an element to the next product and the result
 * to write.
 */
function multiplication(type: DType, rank: number, exclusive: boolean): GraphProto {
  const value = (name: string): ValueInfo => ({
    name: `cumprod:${name}`,
    type,
    shape: Array.from({ length: rank }, (_, axis) => `cumprod:${axis}`),
  });
  const product = value("product"), element = value("element");
  const next = value("next"), written = value("written");
  const node = (op: string, inputs: ValueInfo[], output: ValueInfo) =>
    makeNode(op, inputs.map(({ name }) => name), [output.name]);
  return makeGraph({
    name: "cumprod",
    nodes: [
      node("Mul", [product, element], next),
      node("Identity", [exclusive ? product : next], written),
    ],
    inputs: [product, element],
    outputs: [next, written],
  });
}

/** Cumulative sums and products. */
export const scans: KernelTable = { Cumsum: scan(cumsum), Cumprod: scan(cumprod) };
