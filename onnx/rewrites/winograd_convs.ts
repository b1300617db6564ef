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

/** The most rows of an image. The matrix of the rows grows with their square. */
const MOST_ROWS = 64;

/** The attributes of a convolution that moves by one element at a time. */
const CONV = {
  auto_pad: text("NOTSET"),
  dilations: integers(1, 1),
  group: integer(1),
  kernel_shape: integersThat((ints) => ints.length === 2),
  pads: integersThat((ints) =>
    ints.length === 4 && ints.every((n) => n >= 0) && ints[0]! < TAPS && ints[2]! < TAPS
  ),
  strides: integers(1, 1),
};

/**
 * Replaces convolutions whose filters have three rows by Winograd's minimal filtering along the
 * rows (`winograd.ts`), which multiplies half as much. A matrix takes the rows of the image to six
 * points for each block of four rows, a convolution of one row for each point follows, and a matrix
 * takes the points back to rows.
 *
 * On WebAssembly the products are most of the time: they run at the same speed in every form, and
 * no form of the plain convolution is faster than ONNX Runtime's. `deno task bench inference`
 * measures the time.
 *
 * @returns True when there were any.
 */
export function winogradConvs(graph: GraphProto): boolean {
  const index = indexGraph(graph), edit = editGraph(graph, index);
  const sizes = spatialSizes(graph, index);
  const constants = pointConstants(edit, index);
  let changed = false;
  for (const node of graph.node) {
    const shape = matchConv(node, index, sizes);
    if (!shape || !pays(shape)) continue;
    const filter = constants.filter(node, shape), bias = constants.bias(node, shape);
    if (!filter || bias === undefined) continue;
    edit.replace(node, nodesOf(node, shape, edit, { ...constants, filter, bias }));
    changed = true;
  }
  edit.apply();
  return changed;
}

/** The sizes of a convolution without steps. */
interface ConvShape {
  readonly filters: number;
  readonly channels: number;
  /** Columns of a filter. */
  readonly width: number;
  /** Height and width of the input. */
  readonly input: Size;
  /** Height and width of the output. */
  readonly output: Size;
  /** Zeros around the input: above, left, below, right. */
  readonly pads: readonly [number, number, number, number];
}

/**
 * True where the products that are saved take longer than the matrices and the moves that are
 * added. To move a number takes about as long as 15 products.
 */
function pays({ filters, channels, width, input: [rows] }: ConvShape): boolean {
  const saved = (TAPS * width * filters * channels) / 2;
  const products = (POINTS / BLOCK) * channels * rows + POINTS * filters;
  const moves = 3 * (POINTS / BLOCK) * channels + 2.5 * filters;
  return saved > products + 15 * moves;
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
  if (!input || !output || input[0] > MOST_ROWS || output[0] % BLOCK !== 0) return undefined;
  const pads = intsOf(node, "pads", [0, 0, 0, 0]) as [number, number, number, number];
  return { filters, channels, width, input, output, pads };
}

/** Adds constants, each once however many convolutions read it. They return the name. */
interface PointConstants {
  /** The filters at the points; `undefined` where a number is not finite. */
  filter(conv: NodeProto, shape: ConvShape): string | undefined;
  /** The bias at the points; empty for none, `undefined` where a number is not finite. */
  bias(conv: NodeProto, shape: ConvShape): string | undefined;
  /** The matrix from rows to points. */
  toPoints(shape: ConvShape): string;
  /** The matrix from points to rows. */
  toRows(): string;
}

function pointConstants(edit: GraphEdit, index: GraphIndex): PointConstants {
  const names = new Map<string, string | undefined>();
  const once = (name: string, shape: readonly number[], make: () => Float32Array | undefined) => {
    if (!names.has(name)) {
      const data = make();
      names.set(
        name,
        data?.every(Number.isFinite) ? edit.addConstant(name, shape, data) : undefined,
      );
    }
    return names.get(name);
  };
  return {
    filter: ({ input: [, name] }, { filters, channels, width }) =>
      once(`${name}/points`, [POINTS * filters, channels, 1, width], () => {
        const weights = floatsOf(index.constant(name));
        return weights && filtersAtPoints(weights, width);
      }),
    bias: ({ input: [, , name] }, { filters }) => {
      if (!name) return "";
      return once(`${name}/points of ${filters}`, [POINTS * filters], () => {
        const bias = floatsOf(index.constant(name)), points = new Float32Array(POINTS * filters);
        if (bias?.length !== filters) return undefined;
        points.set(bias, POINT_ONE * filters);
        return points;
      });
    },
    toPoints: ({ input: [rows], output: [height], pads: [above] }) => {
      const blocks = height / BLOCK, name = `points of ${height} from ${rows} rows at ${above}`;
      return once(name, [POINTS * blocks, rows], () => inputMatrix(blocks, rows, above))!;
    },
    toRows: () => once("rows of points", [BLOCK, POINTS], outputMatrix)!,
  };
}

/** The nodes in the place of a convolution. */
function nodesOf(
  conv: NodeProto,
  shape: ConvShape,
  edit: GraphEdit,
  constants: Pick<PointConstants, "toPoints" | "toRows"> & { filter: string; bias: string },
): NodeProto[] {
  const { filters, channels, input: [, columns], output: [height, width] } = shape;
  const [, left, , right] = shape.pads;
  const [x] = conv.input, [y] = conv.output, blocks = height / BLOCK;
  const nodes: NodeProto[] = [];
  const fresh = (op: string) => edit.freshName(`${y}/${op}`);
  const add = (op: string, input: string[], attributes?: AttributeValues, output = fresh(op)) => {
    const name = output === y ? conv.name : output;
    nodes.push(makeNode(op, input, [output], attributes, { name }));
    return output;
  };
  const reshape = (value: string, lengths: number[], output?: string) =>
    add("Reshape", [value, edit.addConstant(`${y}/shape`, [lengths.length], lengths)], {}, output);
  const exchange = (value: string) => add("Transpose", [value], { perm: { ints: [0, 2, 1, 3] } });

  const points = add("MatMul", [constants.toPoints(shape), x!]);
  const grouped = exchange(reshape(points, [0, channels, POINTS, blocks * columns]));
  const image = reshape(grouped, [0, POINTS * channels, blocks, columns]);
  const operands = [image, constants.filter, ...(constants.bias ? [constants.bias] : [])];
  const pads = { ints: [0, left, 0, right] };
  const products = add("Conv", operands, { group: { i: POINTS }, pads });
  const flat = reshape(products, [0, POINTS, filters * blocks * width]);
  const added = add("MatMul", [constants.toRows(), flat]);
  const rows = reshape(added, [0, BLOCK, filters * blocks, width]);
  reshape(exchange(rows), [0, filters, height, width], y);
  return nodes;
}
