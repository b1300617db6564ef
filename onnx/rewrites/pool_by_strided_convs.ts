// This module is browser compatible.
import { create } from "@bufbuild/protobuf";
import { type GraphProto, type NodeProto, NodeProtoSchema } from "onnx-buf";
import { floatsOf, type GraphIndex, indexGraph, intOf, intsOf } from "../graph_index.ts";
import { addConstant, freshName, integer, integers } from "../build.ts";
import { spatialSize } from "./spatial_size.ts";

/**
 * ONNX Runtime's CPU convolutions compute 8 or 16 channels at a time, by the processor
 * (`compiler/kernels/blocked_conv.ts`). A convolution of fewer fills the rest with zeros, and its
 * pooling is a slow one.
 */
const NARROWEST_BLOCK = 8;

/** The first version of ai.onnx in which a reduction takes its axes as an input. */
const AXES_ARE_INPUTS = 18;

/** Height and width of the windows that are pooled. */
const POOL = 2;

/** What ONNX takes for an attribute of a window that is not there. */
const ABSENT: Readonly<Record<string, number[]>> = {
  kernel_shape: [],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
};

/**
 * A convolution of few channels with 2 x 2 max pooling behind it becomes one that steps by 2 and
 * computes the four places of a window as channels of their own, its phases; the maximum is then
 * taken over these. The filters are one wider, with zeros where a phase does not look: the same
 * products are added, and zeros in between.
 *
 * `deno task bench:phases` has what it wins by channels and filter, 0.43 to 0.81 of the time; with
 * more of them, or of one element, it can lose.
 *
 * @param pays Whether it is worth it; only the benchmark gives another rule.
 * @returns Whether there were any.
 */
export function poolByStridedConvs(
  graph: GraphProto,
  opset: number,
  pays: (filter: FilterShape) => boolean = isNarrow,
): boolean {
  const index = indexGraph(graph);
  const sites = graph.node.flatMap((pool) => siteOf(pool, index, graph, pays) ?? []);
  for (const site of sites) rewrite(graph, site, opset);
  return sites.length > 0;
}

/** [filters, channels, height, width] */
export type FilterShape = readonly [
  filters: number,
  channels: number,
  height: number,
  width: number,
];

function isNarrow([filters, , height, width]: FilterShape): boolean {
  return filters < NARROWEST_BLOCK && height > 1 && width > 1;
}

/** A pooling and the convolution that feeds nothing else. */
interface Site {
  readonly conv: NodeProto;
  readonly pool: NodeProto;
  readonly shape: FilterShape;
  readonly weights: Float32Array;
  /** [filters], where there is one. */
  readonly bias: Float32Array | undefined;
  /** Of what comes out of the pooling. */
  readonly size: readonly [height: number, width: number];
}

function siteOf(
  pool: NodeProto,
  index: GraphIndex,
  graph: GraphProto,
  pays: (filter: FilterShape) => boolean,
): Site | undefined {
  if (!isPlainPool(pool)) return undefined;
  const rectifier = index.ownMaker(pool.input[0], "Relu");
  const conv = index.ownMaker(rectifier ? rectifier.input[0] : pool.input[0], "Conv");
  if (!conv || !isPlainConv(conv)) return undefined;
  const filter = index.constant(conv.input[1]);
  if (filter?.dims.length !== 4) return undefined;
  const shape = filter.dims.map(Number) as [number, number, number, number];
  if (!pays(shape)) return undefined;
  const weights = floatsOf(filter);
  const bias = conv.input[2] ? floatsOf(index.constant(conv.input[2])) : undefined;
  const size = spatialSize(graph, index, pool.output[0]);
  if (!weights || !size || (conv.input[2] && !bias)) return undefined;
  return { conv, pool, shape, weights, bias, size };
}

function isPlainPool(node: NodeProto): boolean {
  return node.opType === "MaxPool" && node.domain === "" && node.output.length === 1 &&
    slides(node, { kernel_shape: [POOL, POOL], strides: [POOL, POOL], pads: [0, 0, 0, 0] });
}

function isPlainConv(node: NodeProto): boolean {
  return intOf(node, "group", 1) === 1 && slides(node, { strides: [1, 1] });
}

/** Whether a window moves as `attributes` say, with its elements side by side. */
function slides(node: NodeProto, attributes: Readonly<Record<string, readonly number[]>>): boolean {
  return Object.entries({ dilations: [1, 1], ...attributes }).every(([name, wanted]) =>
    intsOf(node, name, ABSENT[name]!).join() === wanted.join()
  );
}

function rewrite(graph: GraphProto, site: Site, opset: number): void {
  const { conv, pool, weights, bias, size } = site;
  const [filters, channels, height, width] = site.shape;
  const phases = POOL * POOL, kernel = [height + POOL - 1, width + POOL - 1];
  const named = (what: string) => `${pool.output[0]}/${what}`;
  const constant = (what: string, dims: number[], data: Float32Array<ArrayBuffer> | number[]) =>
    addConstant(graph, named(what), dims, data);
  conv.input[1] = constant(
    "filter",
    [phases * filters, channels, ...kernel],
    phaseFilters(weights, filters * channels, height, width),
  );
  if (bias) {
    const repeated = Float32Array.from({ length: phases * filters }, (_, i) => bias[i % filters]!);
    conv.input[2] = constant("bias", [phases * filters], repeated);
  }
  conv.attribute = [
    ...conv.attribute.filter(({ name }) => name !== "kernel_shape" && name !== "strides"),
    integers("kernel_shape", kernel),
    integers("strides", [POOL, POOL]),
  ];
  const name = freshName(graph, named("phases"));
  const apart = create(NodeProtoSchema, {
    opType: "Reshape",
    name,
    input: [pool.input[0]!, constant("shape", [5], [-1, phases, filters, ...size])],
    output: [name],
  });
  const axis = 1, axesAreInputs = opset >= AXES_ARE_INPUTS;
  const maximum = create(NodeProtoSchema, {
    opType: "ReduceMax",
    name: pool.name,
    input: [...apart.output, ...(axesAreInputs ? [constant("axes", [1], [axis])] : [])],
    output: pool.output,
    attribute: [integer("keepdims", 0), ...(axesAreInputs ? [] : [integers("axes", [axis])])],
  });
  graph.node.splice(graph.node.indexOf(pool), 1, apart, maximum);
}

/**
 * Each plane, [height, width], once for each phase: moved to where the phase looks, in a plane that
 * is one wider.
 */
function phaseFilters(
  weights: Float32Array,
  planes: number,
  height: number,
  width: number,
): Float32Array<ArrayBuffer> {
  const rows = height + POOL - 1, columns = width + POOL - 1;
  const result = new Float32Array(POOL * POOL * planes * rows * columns);
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
