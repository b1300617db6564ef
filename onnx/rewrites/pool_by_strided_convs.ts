// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { makeAttribute, makeNode } from "../make.ts";
import {
  type AttributeTest,
  hasOnlyAttributes,
  integer,
  integers,
  integersThat,
  isPlainCall,
  text,
} from "../plain_call.ts";
import { floatsOf, intsOf, isComplete, shapeOf } from "../read.ts";
import { editGraph, type GraphEdit } from "./graph_edit.ts";
import { type Size, spatialSizes } from "./spatial_size.ts";

/**
 * Channels that ONNX Runtime's CPU convolutions compute at a time: 8 or 16, depending on the
 * processor (`compiler/kernels/blocked_conv.ts`). With fewer filters the rest of the block computes
 * zeros.
 */
const SMALLEST_BLOCK = 8;

/** The first version of ai.onnx in which a reduction takes its axes as an input. */
const AXES_ARE_INPUTS = 18;

/** Height and width of the pooling windows. */
const POOL = 2;
/** Elements of a pooling window. */
const ELEMENTS = POOL * POOL;

const natural = integersThat((ints) => ints.length === 4 && ints.every((n) => n >= 0));

/** The attributes of a convolution that moves by one element at a time. */
const CONV: Readonly<Record<string, AttributeTest>> = {
  auto_pad: text("NOTSET"),
  dilations: integers(1, 1),
  group: integer(1),
  kernel_shape: integersThat((ints) => ints.length === 2),
  pads: natural,
  strides: integers(1, 1),
};

/** The attributes of a pooling whose windows do not overlap; the first two are required. */
const MAX_POOL: Readonly<Record<string, AttributeTest>> = {
  kernel_shape: integers(POOL, POOL),
  strides: integers(POOL, POOL),
  auto_pad: text("NOTSET"),
  ceil_mode: integer(0),
  dilations: integers(1, 1),
  pads: integers(0, 0, 0, 0),
  storage_order: integer(0),
};

/**
 * Replaces a convolution with few filters and the 2 x 2 max pooling behind it by one convolution
 * with stride 2 and a ReduceMax. The new convolution computes the four elements of each pooling
 * window as separate channels, and ReduceMax takes their maximum. Its filters are one row and one
 * column larger, with zeros at one side. The same products are added, and zeros.
 *
 * `deno task bench:strided-pooling` measures the time by channels and filter: 0.43 to 0.81 of the
 * original for fewer than 8 filters. With more filters, or with filters of one element, it can be
 * slower.
 *
 * @param pays Decides by the filter's shape whether to replace; only the benchmark gives another
 * rule.
 * @returns True when there were any.
 */
export function poolByStridedConvs(
  graph: GraphProto,
  opset: number,
  pays: (filter: FilterShape) => boolean = hasFewFilters,
): boolean {
  const index = indexGraph(graph), edit = editGraph(graph, index);
  const sizes = spatialSizes(graph, index);
  const matches = graph.node.flatMap((pool) => matchPool(pool, index, sizes, pays) ?? []);
  const filters = new Map<string, string | undefined>();
  let changed = false;
  for (const match of matches) {
    const { conv, pool, shape } = match, [, old, oldBias] = conv.input;
    const bias = oldBias ? finite(floatsOf(index.constant(oldBias))) : undefined;
    if (oldBias && !bias) continue;
    if (!filters.has(old!)) {
      const weights = finite(floatsOf(index.constant(old)));
      filters.set(old!, weights && addFilter(edit, `${pool.output[0]}/filter`, weights, shape));
    }
    const filter = filters.get(old!);
    if (!filter) continue;
    rewrite(edit, match, { filter, bias, opset });
    changed = true;
  }
  edit.apply();
  return changed;
}

/** The numbers if all are finite: zeros beside an infinite weight would make NaN. */
function finite(numbers: Float32Array | undefined): Float32Array | undefined {
  return numbers?.every(Number.isFinite) ? numbers : undefined;
}

/** [filters, channels, height, width] */
export type FilterShape = readonly [
  filters: number,
  channels: number,
  height: number,
  width: number,
];

function hasFewFilters([filters, , height, width]: FilterShape): boolean {
  return filters < SMALLEST_BLOCK && height > 1 && width > 1;
}

/** A max pooling and the convolution whose only reader it is. */
interface Match {
  readonly conv: NodeProto;
  readonly pool: NodeProto;
  readonly shape: FilterShape;
  /** Height and width of the pooling's output. */
  readonly size: Size;
}

function matchPool(
  pool: NodeProto,
  index: GraphIndex,
  sizes: ReadonlyMap<string, Size>,
  pays: (filter: FilterShape) => boolean,
): Match | undefined {
  if (!isMaxPool(pool)) return undefined;
  const relu = index.soleProducer(pool.input[0], "Relu");
  const conv = index.soleProducer(relu ? relu.input[0] : pool.input[0], "Conv");
  if (!conv || conv.input.length > 3 || !hasOnlyAttributes(conv, CONV)) return undefined;
  const filter = index.constant(conv.input[1]);
  if (filter?.dims.length !== 4 || !isComplete(filter)) return undefined;
  const shape = shapeOf(filter) as [number, number, number, number];
  const [filters, , height, width] = shape;
  const size = sizes.get(pool.output[0]!);
  if (!size || shape.some((length) => length < 1) || !pays(shape)) return undefined;
  if (intsOf(conv, "kernel_shape", [height, width]).join() !== `${height},${width}`) return;
  if (conv.input[2] && !isBias(index.constant(conv.input[2]), filters)) return undefined;
  return { conv, pool, shape, size };
}

function isMaxPool(node: NodeProto): boolean {
  return isPlainCall(node, "MaxPool", MAX_POOL) && node.input.length === 1 &&
    ["kernel_shape", "strides"].every((name) => intsOf(node, name).length > 0);
}

function isBias(tensor: TensorProto | undefined, filters: number): boolean {
  return tensor?.dims.length === 1 && tensor.dims[0] === BigInt(filters);
}

/** Adds the filter that computes the elements of a window as separate channels. */
function addFilter(
  edit: GraphEdit,
  name: string,
  weights: Float32Array,
  [filters, channels, height, width]: FilterShape,
): string {
  return edit.addConstant(
    name,
    [ELEMENTS * filters, channels, height + POOL - 1, width + POOL - 1],
    shiftedFilters(weights, filters * channels, height, width),
  );
}

interface Parts {
  /** The name of the new filter. */
  readonly filter: string;
  /** [filters], if the convolution has one. */
  readonly bias: Float32Array | undefined;
  readonly opset: number;
}

function rewrite(edit: GraphEdit, { conv, pool, ...match }: Match, parts: Parts): void {
  const [filters, , height, width] = match.shape;
  const named = (what: string) => `${pool.output[0]}/${what}`;
  edit.setInput(conv, 1, parts.filter);
  if (parts.bias) {
    const { bias } = parts, count = ELEMENTS * filters;
    const repeated = Float32Array.from({ length: count }, (_, i) => bias[i % filters]!);
    edit.setInput(conv, 2, edit.addConstant(named("bias"), [count], repeated));
  }
  conv.attribute = [
    ...conv.attribute.filter(({ name }) => name !== "kernel_shape" && name !== "strides"),
    makeAttribute("kernel_shape", { ints: [height + POOL - 1, width + POOL - 1] }),
    makeAttribute("strides", { ints: [POOL, POOL] }),
  ];
  const separated = edit.freshName(named("elements"));
  const shape = edit.addConstant(named("shape"), [5], [-1, ELEMENTS, filters, ...match.size]);
  const reshape = makeNode("Reshape", [pool.input[0]!, shape], [separated]);
  edit.replace(pool, [reshape, maximumOf(edit, pool, separated, parts.opset)]);
}

/** The maximum over the elements of each window, in the place of the pooling. */
function maximumOf(edit: GraphEdit, pool: NodeProto, input: string, opset: number): NodeProto {
  const axis = 1, { name } = pool, [output] = pool.output;
  const keepdims = { i: 0 };
  if (opset < AXES_ARE_INPUTS) {
    return makeNode("ReduceMax", [input], [output!], { keepdims, axes: { ints: [axis] } }, {
      name,
    });
  }
  const axes = edit.addConstant(`${output}/axes`, [1], [axis]);
  return makeNode("ReduceMax", [input, axes], [output!], { keepdims }, { name });
}

/**
 * Each plane [height, width] of the filters once for each element of a pooling window: shifted by
 * the element's row and column in a plane [height + 1, width + 1] of zeros.
 */
function shiftedFilters(
  weights: Float32Array,
  planes: number,
  height: number,
  width: number,
): Float32Array {
  const rows = height + POOL - 1, columns = width + POOL - 1;
  const result = new Float32Array(ELEMENTS * planes * rows * columns);
  for (let down = 0; down < POOL; down++) {
    for (let right = 0; right < POOL; right++) {
      for (let plane = 0; plane < planes; plane++) {
        const to = ((down * POOL + right) * planes + plane) * rows * columns;
        for (let y = 0; y < height; y++) {
          const from = (plane * height + y) * width;
          result.set(weights.subarray(from, from + width), to + (y + down) * columns + right);
        }
      }
    }
  }
  return result;
}
