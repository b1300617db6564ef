// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import type { GraphIndex } from "../graph_index.ts";
import { integersOf, intOf, intsOf, shapeOf, tensorTypeOf, textOf } from "../read.ts";

/** Height and width of a value [batch, channels, height, width]. */
export type Size = readonly [height: number, width: number];

type SizeOf = (value: string | undefined) => Size | undefined;
type Rule = (node: NodeProto, sizeOf: SizeOf, index: GraphIndex) => Size | undefined;

/** The output has the size of the first input. */
const sameAsInput: Rule = ({ input }, sizeOf) => sizeOf(input[0]);

/** An operation with a constant that is one number, or one number for each channel. */
const withConstant: Rule = ({ input: [a, b] }, sizeOf, index) =>
  isScalarPerChannel(index.constant(b))
    ? sizeOf(a)
    : isScalarPerChannel(index.constant(a))
    ? sizeOf(b)
    : undefined;

/** A convolution or a pooling. */
const slidingWindow: Rule = (node, sizeOf, index) => {
  const size = sizeOf(node.input[0]);
  const filter = index.constant(node.input[1]);
  const window = intsOf(node, "kernel_shape", filter ? shapeOf(filter).slice(2) : []);
  if (!size || window.length !== 2 || textOf(node, "auto_pad", "NOTSET") !== "NOTSET") return;
  if (intOf(node, "ceil_mode", 0) !== 0) return;
  const pads = intsOf(node, "pads", [0, 0, 0, 0]);
  const strides = intsOf(node, "strides", [1, 1]), dilations = intsOf(node, "dilations", [1, 1]);
  const along = (axis: 0 | 1) => {
    const padded = size[axis] + pads[axis]! + pads[axis + 2]!;
    return Math.floor((padded - dilations[axis]! * (window[axis]! - 1) - 1) / strides[axis]!) + 1;
  };
  return [along(0), along(1)];
};

const padded: Rule = (node, sizeOf, index) => {
  const size = sizeOf(node.input[0]);
  const pads = integersOf(index.constant(node.input[1]));
  if (!size || pads?.length !== 8 || node.input[3]) return;
  return [size[0] + pads[2]! + pads[6]!, size[1] + pads[3]! + pads[7]!];
};

/** Rules by operator, for the operators that stand in front of convolutions. */
const RULES: Readonly<Record<string, Rule>> = {
  Add: withConstant,
  BatchNormalization: sameAsInput,
  Conv: slidingWindow,
  Div: withConstant,
  Identity: sameAsInput,
  MaxPool: slidingWindow,
  Mul: withConstant,
  Pad: padded,
  Relu: sameAsInput,
  Sub: withConstant,
};

/**
 * Infers height and width of `value` from the graph's input and the operators in between;
 * `undefined` behind an operator that has no rule here.
 */
export function spatialSize(
  graph: GraphProto,
  index: GraphIndex,
  value: string | undefined,
): Size | undefined {
  const sizeOf: SizeOf = (name) => {
    const node = index.producer(name);
    if (node) return node.domain === "" ? RULES[node.opType]?.(node, sizeOf, index) : undefined;
    const input = graph.input.find((input) => input.name === name);
    const shape = input && tensorTypeOf(input)?.shape;
    if (shape?.length !== 4) return undefined;
    const [, , height, width] = shape;
    return typeof height === "number" && typeof width === "number" && height > 0 && width > 0
      ? [height, width]
      : undefined;
  };
  return sizeOf(value);
}

function isScalarPerChannel(tensor: TensorProto | undefined): boolean {
  return tensor !== undefined && tensor.dims.length <= 4 &&
    tensor.dims.slice(-2).every((length) => length === 1n);
}
