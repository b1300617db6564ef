// This module is browser compatible.
import type { GraphProto, NodeProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { makeAttribute, makeNode } from "../make.ts";
import { floatsOf, intOf, intsOf, shapeOf } from "../read.ts";
import { addConstant, freshName } from "./add_constant.ts";
import { spatialSize } from "./spatial_size.ts";

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

/** Defaults of the attributes of a window. */
const DEFAULTS: Readonly<Record<string, number[]>> = {
  kernel_shape: [],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
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
  const index = indexGraph(graph);
  const matches = graph.node.flatMap((pool) => matchPool(pool, index, graph, pays) ?? []);
  for (const match of matches) rewrite(graph, match, opset);
  return matches.length > 0;
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
  readonly weights: Float32Array;
  /** [filters], if the convolution has one. */
  readonly bias: Float32Array | undefined;
  /** Height and width of the pooling's output. */
  readonly size: readonly [height: number, width: number];
}

function matchPool(
  pool: NodeProto,
  index: GraphIndex,
  graph: GraphProto,
  pays: (filter: FilterShape) => boolean,
): Match | undefined {
  if (!isPlainPool(pool)) return undefined;
  const relu = index.soleProducer(pool.input[0], "Relu");
  const conv = index.soleProducer(relu ? relu.input[0] : pool.input[0], "Conv");
  if (!conv || !isPlainConv(conv)) return undefined;
  const filter = index.constant(conv.input[1]);
  if (filter?.dims.length !== 4) return undefined;
  const shape = shapeOf(filter) as [number, number, number, number];
  if (!pays(shape)) return undefined;
  const weights = floatsOf(filter);
  const bias = conv.input[2] ? floatsOf(index.constant(conv.input[2])) : undefined;
  const size = spatialSize(graph, index, pool.output[0]);
  if (!weights || !size || (conv.input[2] && !bias)) return undefined;
  return { conv, pool, shape, weights, bias, size };
}

function isPlainPool(node: NodeProto): boolean {
  return node.opType === "MaxPool" && node.domain === "" && node.output.length === 1 &&
    hasWindow(node, { kernel_shape: [POOL, POOL], strides: [POOL, POOL], pads: [0, 0, 0, 0] });
}

function isPlainConv(node: NodeProto): boolean {
  return intOf(node, "group", 1) === 1 && hasWindow(node, { strides: [1, 1] });
}

/** True when a node has these attributes and no dilation. */
function hasWindow(
  node: NodeProto,
  attributes: Readonly<Record<string, readonly number[]>>,
): boolean {
  return Object.entries({ dilations: [1, 1], ...attributes }).every(([name, wanted]) =>
    intsOf(node, name, DEFAULTS[name]!).join() === wanted.join()
  );
}

function rewrite(graph: GraphProto, match: Match, opset: number): void {
  const { conv, pool, weights, bias, size } = match;
  const [filters, channels, height, width] = match.shape;
  const kernel = [height + POOL - 1, width + POOL - 1];
  const named = (what: string) => `${pool.output[0]}/${what}`;
  const constant = (what: string, dims: number[], data: Float32Array | number[]) =>
    addConstant(graph, named(what), dims, data);
  conv.input[1] = constant(
    "filter",
    [ELEMENTS * filters, channels, ...kernel],
    shiftedFilters(weights, filters * channels, height, width),
  );
  if (bias) {
    const repeated = Float32Array.from(
      { length: ELEMENTS * filters },
      (_, i) => bias[i % filters]!,
    );
    conv.input[2] = constant("bias", [ELEMENTS * filters], repeated);
  }
  conv.attribute = [
    ...conv.attribute.filter(({ name }) => name !== "kernel_shape" && name !== "strides"),
    makeAttribute("kernel_shape", { ints: kernel }),
    makeAttribute("strides", { ints: [POOL, POOL] }),
  ];
  const separated = freshName(graph, named("elements"));
  const shape = constant("shape", [5], [-1, ELEMENTS, filters, ...size]);
  const reshape = makeNode("Reshape", [pool.input[0]!, shape], [separated]);
  const axis = 1;
  const maximum = opset >= AXES_ARE_INPUTS
    ? makeNode("ReduceMax", [separated, constant("axes", [1], [axis])], pool.output, {
      keepdims: { i: 0 },
    }, { name: pool.name })
    : makeNode("ReduceMax", [separated], pool.output, {
      keepdims: { i: 0 },
      axes: { ints: [axis] },
    }, { name: pool.name });
  graph.node.splice(graph.node.indexOf(pool), 1, reshape, maximum);
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
