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
  const window = intsOf(
    node,
    "kernel_shape",
    filter?.dims.length === 4 ? shapeOf(filter).slice(2) : [],
  );
  if (!size || window.length !== 2 || textOf(node, "auto_pad", "NOTSET") !== "NOTSET") return;
  if (intOf(node, "ceil_mode", 0) !== 0) return;
  const pads = intsOf(node, "pads", [0, 0, 0, 0]);
  const strides = intsOf(node, "strides", [1, 1]), dilations = intsOf(node, "dilations", [1, 1]);
  if (pads.length !== 4 || strides.length !== 2 || dilations.length !== 2) return;
  const along = (axis: 0 | 1) => {
    const padded = size[axis] + pads[axis]! + pads[axis + 2]!;
    return Math.floor((padded - dilations[axis]! * (window[axis]! - 1) - 1) / strides[axis]!) + 1;
  };
  return [along(0), along(1)];
};

const padded: Rule = (node, sizeOf, index) => {
  const size = sizeOf(node.input[0]);
  const amounts = index.constant(node.input[1]);
  if (!size || amounts?.dims.length !== 1 || amounts.dims[0] !== 8n || node.input[3]) return;
  const pads = integersOf(amounts);
  return pads && [size[0] + pads[2]! + pads[6]!, size[1] + pads[3]! + pads[7]!];
};

/** Rules by operator, for the operators that stand in front of convolutions. */
const RULES: ReadonlyMap<string, Rule> = new Map(Object.entries({
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
}));

/**
 * Infers height and width of values from the graph's inputs and the operators in between, in one
 * pass over the nodes, which stand in the order of execution. A value behind an operator without a
 * rule here is missing.
 */
export function spatialSizes(graph: GraphProto, index: GraphIndex): ReadonlyMap<string, Size> {
  const sizes = new Map<string, Size>();
  for (const input of graph.input) {
    const shape = tensorTypeOf(input)?.shape;
    const [, , height, width] = shape?.length === 4 ? shape : [];
    if (isLength(height) && isLength(width)) sizes.set(input.name, [height, width]);
  }
  const sizeOf: SizeOf = (value) => sizes.get(value ?? "");
  for (const node of graph.node) {
    const [output] = node.output;
    const size = node.domain === "" ? RULES.get(node.opType)?.(node, sizeOf, index) : undefined;
    if (output && size?.every(isLength)) sizes.set(output, size);
  }
  return sizes;
}

/** True for a number of rows or columns that ONNX Runtime can have; false after damage. */
function isLength(length: number | string | undefined): length is number {
  return Number.isInteger(length) && (length as number) > 0 && (length as number) < 2 ** 31;
}

function isScalarPerChannel(tensor: TensorProto | undefined): boolean {
  return tensor !== undefined && tensor.dims.length <= 4 &&
    tensor.dims.slice(-2).every((length) => length === 1n);
}
