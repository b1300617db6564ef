// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { type GraphIndex, integersOf, intOf, intsOf, textOf } from "../graph_index.ts";

/** Height and width of a value [batch, channels, height, width]. */
export type Size = readonly [height: number, width: number];

type SizeOf = (value: string | undefined) => Size | undefined;
type Rule = (node: NodeProto, sizeOf: SizeOf, index: GraphIndex) => Size | undefined;

const first: Rule = ({ input }, sizeOf) => sizeOf(input[0]);

/** With a number, or a number for each channel. */
const scaled: Rule = ({ input: [a, b] }, sizeOf, index) =>
  isFlat(index.constant(b)) ? sizeOf(a) : isFlat(index.constant(a)) ? sizeOf(b) : undefined;

/** What a window sees from each place where it fits. */
const slid: Rule = (node, sizeOf, index) => {
  const size = sizeOf(node.input[0]);
  const filter = index.constant(node.input[1])?.dims.slice(2).map(Number);
  const window = intsOf(node, "kernel_shape", filter ?? []);
  if (!size || window.length !== 2 || textOf(node, "auto_pad", "NOTSET") !== "NOTSET") return;
  if (intOf(node, "ceil_mode", 0) !== 0) return;
  const pads = intsOf(node, "pads", [0, 0, 0, 0]);
  const strides = intsOf(node, "strides", [1, 1]), dilations = intsOf(node, "dilations", [1, 1]);
  const along = (axis: 0 | 1) => {
    const room = size[axis] + pads[axis]! + pads[axis + 2]!;
    return Math.floor((room - dilations[axis]! * (window[axis]! - 1) - 1) / strides[axis]!) + 1;
  };
  return [along(0), along(1)];
};

const padded: Rule = (node, sizeOf, index) => {
  const size = sizeOf(node.input[0]);
  const pads = integersOf(index.constant(node.input[1]));
  if (!size || pads?.length !== 8 || node.input[3]) return;
  return [size[0] + pads[2]! + pads[6]!, size[1] + pads[3]! + pads[7]!];
};

/** The operators that stand in front of convolutions. */
const RULES: Readonly<Record<string, Rule>> = {
  Add: scaled,
  BatchNormalization: first,
  Conv: slid,
  Div: scaled,
  Identity: first,
  MaxPool: slid,
  Mul: scaled,
  Pad: padded,
  Relu: first,
  Sub: scaled,
};

/**
 * Height and width of `value`, by the operators from the graph's input on; `undefined` behind one
 * that is not known here.
 */
export function spatialSize(
  graph: GraphProto,
  index: GraphIndex,
  value: string | undefined,
): Size | undefined {
  const sizeOf: SizeOf = (name) => {
    const node = index.maker(name);
    if (node) return node.domain === "" ? RULES[node.opType]?.(node, sizeOf, index) : undefined;
    const type = graph.input.find((input) => input.name === name)?.type?.value;
    const dims = type?.case === "tensorType" ? type.value.shape?.dim ?? [] : [];
    const [height, width] = dims.slice(2).map(({ value }) =>
      value.case === "dimValue" ? Number(value.value) : 0
    );
    return dims.length === 4 && height && width ? [height, width] : undefined;
  };
  return sizeOf(value);
}

function isFlat(tensor: TensorProto | undefined): boolean {
  return tensor !== undefined && tensor.dims.length <= 4 &&
    tensor.dims.slice(-2).every((length) => length === 1n);
}
