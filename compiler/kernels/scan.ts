// This module is browser compatible.

import { type DType, sizeOf, type TensorType } from "../graph.ts";
import { type Inferred, kernel, type KernelTable } from "../kernel.ts";
import { permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import type { OnnxGraph, OnnxNode, OnnxValue } from "../../onnx/model.ts";
import { cast } from "./elementwise.ts";

interface ScanAttributes {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

/** Emits a running result along `axis`, a physical one, and returns its name. */
type Scan = (
  lowering: Lowering,
  x: Lowered,
  axis: number,
  attributes: ScanAttributes,
) => string;

/** Truth values are counted. */
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
 * ONNX has no cumulative product. A Scan multiplies one element after the other, as tfjs does:
 * combining ranges, which takes fewer steps, would overflow where the products from the start do
 * not.
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
 * One step of the cumulative product: takes the product so far and an element, gives the next and
 * the one to write.
 */
function multiplication(type: DType, rank: number, exclusive: boolean): OnnxGraph {
  const value = (name: string): OnnxValue => ({
    name: `cumprod:${name}`,
    type,
    shape: Array.from({ length: rank }, (_, axis) => `cumprod:${axis}`),
  });
  const [product, element, next, written] = ["product", "element", "next", "written"].map(value);
  const node = (op: string, inputs: OnnxValue[], output: OnnxValue): OnnxNode => ({
    op,
    domain: "",
    inputs: inputs.map(({ name }) => name),
    outputs: [output.name],
    attributes: {},
    name: output.name,
  });
  return {
    name: "cumprod",
    nodes: [
      node("Mul", [product!, element!], next!),
      node("Identity", [exclusive ? product! : next!], written!),
    ],
    initializers: [],
    inputs: [product!, element!],
    outputs: [next!, written!],
  };
}

/** Running sums and products. */
export const scans: KernelTable = { Cumsum: scan(cumsum), Cumprod: scan(cumprod) };
