// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { type AttributeValues, makeNode } from "../make.ts";
import { integer, integers, integersThat, isPlainCall, text } from "../plain_call.ts";
import { floatsOf, intsOf, isComplete, shapeOf } from "../read.ts";
import { editGraph, type GraphEdit } from "./graph_edit.ts";
import { type Size, spatialSizes } from "./spatial_size.ts";
import {
  BLOCK,
  filtersAtPoints,
  inputMatrix,
  outputMatrix,
  POINT_ONE,
  POINTS,
  TAPS,
} from "./winograd.ts";

/** The attributes of a convolution that moves by one element at a time. */
const CONV = {
  auto_pad: text("NOTSET"),
  dilations: integers(1, 1),
  group: integer(1),
  kernel_shape: integersThat((ints) => ints.length === 2),
  pads: integersThat((ints) => ints.length === 4 && ints.every((n) => n >= 0)),
  strides: integers(1, 1),
};

/**
 * Replaces convolutions whose filters have three rows by Winograd's minimal filtering along the
 * rows (`winograd.ts`), which multiplies half as much. A matrix takes the rows of the image to six
 * points for each block of four rows, a convolution of one row for each point follows, and a matrix
 * takes the points back to rows.
 *
 * It serves WebAssembly, where the products are most of the time: they run at the same speed in
 * every form, and no form of the plain convolution is faster than ONNX Runtime's.
 *
 * @param pays Decides by shapes whether to replace; only the benchmark gives another rule.
 * @returns True when there were any.
 */
export function winogradConvs(
  graph: GraphProto,
  _opset: number,
  pays: (conv: ConvShape) => boolean = savesMore,
): boolean {
  const index = indexGraph(graph), edit = editGraph(graph, index);
  const sizes = spatialSizes(graph, index);
  const filters = new Map<string, string | undefined>();
  let changed = false;
  for (const node of graph.node) {
    const shape = matchConv(node, index, sizes);
    if (!shape || !pays(shape)) continue;
    const [, filter, bias] = node.input;
    const offsets = bias ? finite(floatsOf(index.constant(bias))) : undefined;
    if (bias && offsets?.length !== shape.filters) continue;
    if (!filters.has(filter!)) filters.set(filter!, addFilters(edit, filter!, index, shape));
    const points = filters.get(filter!);
    if (!points) continue;
    edit.replace(node, rewrite(edit, node, shape, points, offsets));
    changed = true;
  }
  edit.apply();
  return changed;
}

/** The sizes of a convolution without steps. */
export interface ConvShape {
  readonly filters: number;
  readonly channels: number;
  /** Columns of a filter. */
  readonly width: number;
  /** Height and width of the input. */
  readonly input: Size;
  /** Height and width of the output. */
  readonly output: Size;
}

/**
 * True where the products that are saved take longer than the matrices and the moves that are
 * added. A number that is moved takes the time of 15 products.
 */
function savesMore({ filters, channels, width, input, output: [height] }: ConvShape): boolean {
  const saved = (TAPS * width * filters * channels) / 2;
  const products = (POINTS / BLOCK) * channels * input[0] + POINTS * filters;
  const moves = 3 * (POINTS / BLOCK) * channels + 2.5 * filters;
  return height % BLOCK === 0 && saved > products + 15 * moves;
}

function matchConv(
  node: NodeProto,
  index: GraphIndex,
  sizes: ReadonlyMap<string, Size>,
): ConvShape | undefined {
  if (!isPlainCall(node, "Conv", CONV) || node.input.length > 3) return undefined;
  const tensor = index.constant(node.input[1]);
  if (tensor?.dims.length !== 4 || !isComplete(tensor)) return undefined;
  const [filters, channels, height, width] = shapeOf(tensor) as [number, number, number, number];
  if (height !== TAPS || filters < 1 || channels < 1 || width < 1) return undefined;
  if (intsOf(node, "kernel_shape", [height, width]).join() !== `${height},${width}`) return;
  const input = sizes.get(node.input[0]!), output = sizes.get(node.output[0]!);
  return input && output && { filters, channels, width, input, output };
}

/** The numbers if all are finite: zeros beside an infinite weight would make NaN. */
function finite(numbers: Float32Array | undefined): Float32Array | undefined {
  return numbers?.every(Number.isFinite) ? numbers : undefined;
}

/** Adds the filters at the points; returns their name. */
function addFilters(
  edit: GraphEdit,
  name: string,
  index: GraphIndex,
  { filters, channels, width }: ConvShape,
): string | undefined {
  const weights = finite(floatsOf(index.constant(name)));
  const points = weights && finite(filtersAtPoints(weights, width));
  return points &&
    edit.addConstant(`${name}/points`, [POINTS * filters, channels, 1, width], points);
}

/** The nodes in the place of a convolution. */
function rewrite(
  edit: GraphEdit,
  conv: NodeProto,
  { filters, channels, input: [rows, columns], output: [height, width] }: ConvShape,
  points: string,
  offsets: Float32Array | undefined,
): NodeProto[] {
  const [output] = conv.output, blocks = height / BLOCK;
  const [above, left, , right] = intsOf(conv, "pads", [0, 0, 0, 0]) as [
    number,
    number,
    number,
    number,
  ];
  const nodes: NodeProto[] = [];
  const constant = (what: string, shape: number[], data: Float32Array | number[]) =>
    edit.addConstant(`${output}/${what}`, shape, data);
  const add = (
    op: string,
    inputs: string[],
    attributes: AttributeValues = {},
    result = edit.freshName(`${output}/${op}`),
  ) => {
    nodes.push(makeNode(op, inputs, [result], attributes));
    return result;
  };
  const reshape = (value: string, shape: number[], result?: string) =>
    add("Reshape", [value, constant("shape", [shape.length], shape)], {}, result);
  const exchange = (value: string) => add("Transpose", [value], { perm: { ints: [0, 2, 1, 3] } });

  const matrix = constant("rows", [POINTS * blocks, rows], inputMatrix(blocks, rows, above));
  const transformed = add("MatMul", [matrix, conv.input[0]!]);
  const grouped = exchange(reshape(transformed, [0, channels, POINTS, blocks * columns]));
  const bias = new Float32Array(POINTS * filters);
  if (offsets) bias.set(offsets, POINT_ONE * filters);
  const products = add("Conv", [
    reshape(grouped, [0, POINTS * channels, blocks, columns]),
    points,
    ...(offsets ? [constant("bias", [bias.length], bias)] : []),
  ], { group: { i: POINTS }, pads: { ints: [0, left, 0, right] } });
  const back = constant("points", [BLOCK, POINTS], outputMatrix());
  const ordered = add("MatMul", [back, reshape(products, [0, POINTS, filters * blocks * width])]);
  const image = exchange(reshape(ordered, [0, BLOCK, filters * blocks, width]));
  reshape(image, [0, filters, height, width], output!);
  return nodes;
}
