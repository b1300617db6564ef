// This module is browser compatible.
import { create } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  type NodeProto,
  NodeProtoSchema,
  TensorProtoSchema,
} from "onnx-buf";
import { floatsOf, type GraphIndex, indexGraph, intOf, intsOf } from "./graph_index.ts";
import { spatialSize } from "./spatial_size.ts";

/**
 * ONNX Runtime's CPU convolutions compute 8 or 16 channels at a time, by the processor (`compiler/kernels/blocked_conv.ts`).
 * A convolution of fewer fills the rest with zeros, and its pooling is a slow one.
 */
const NARROWEST_BLOCK = 8;

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
 * A convolution of few channels with 2 x 2 max pooling behind it becomes one that steps by 2 and computes the four places of
 * a window as channels of their own, its phases; the maximum is then taken over these. The filters are one wider, with zeros
 * where a phase does not look. Exact: the same products are added in the same order, and zeros in between.
 *
 * `deno task bench:phases` has what it wins by channels and filter, 0.41 to 0.85 of the time; with more channels, or a filter
 * of one element, it can lose.
 *
 * @param axesAreInputs Whether a reduction takes its axes as an input, as from opset 18 on.
 * @param pays Whether it is worth it; only the benchmark gives another rule.
 * @returns Whether there were any.
 */
export function poolInPhases(
  graph: GraphProto,
  axesAreInputs: boolean,
  pays: (filter: FilterShape) => boolean = isNarrow,
): boolean {
  const index = indexGraph(graph);
  const sites = graph.node.flatMap((pool) => siteOf(pool, index, graph) ?? [])
    .filter(({ shape }) => pays(shape));
  for (const site of sites) rewrite(graph, site, axesAreInputs);
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

function siteOf(pool: NodeProto, index: GraphIndex, graph: GraphProto): Site | undefined {
  if (!isPlainPool(pool)) return undefined;
  const rectifier = index.ownMaker(pool.input[0], "Relu");
  const conv = index.ownMaker(rectifier ? rectifier.input[0] : pool.input[0], "Conv");
  if (!conv || !isPlainConv(conv)) return undefined;
  const filter = index.constant(conv.input[1]), weights = floatsOf(filter);
  const bias = conv.input[2] ? floatsOf(index.constant(conv.input[2])) : undefined;
  const size = spatialSize(graph, index, pool.output[0]);
  if (filter?.dims.length !== 4 || !weights || !size || (conv.input[2] && !bias)) return undefined;
  const shape = filter.dims.map(Number) as [number, number, number, number];
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

function rewrite(graph: GraphProto, site: Site, axesAreInputs: boolean): void {
  const { conv, pool, weights, bias, size } = site;
  const [filters, channels, height, width] = site.shape;
  const phases = POOL * POOL;
  const name = (what: string) => freshName(graph, `${pool.output[0]}/${what}`);
  const constant = (what: string, dims: readonly number[], data: Float32Array | BigInt64Array) => {
    const tensor = create(TensorProtoSchema, {
      name: name(what),
      dims: dims.map(BigInt),
      dataType: data instanceof Float32Array ? 1 : 7,
      rawData: new Uint8Array(data.buffer as ArrayBuffer),
    });
    graph.initializer.push(tensor);
    return tensor.name;
  };
  conv.input[1] = constant(
    "filter",
    [phases * filters, channels, height + POOL - 1, width + POOL - 1],
    phaseFilters(weights, filters * channels, height, width),
  );
  if (bias) {
    const repeated = Float32Array.from({ length: phases * filters }, (_, i) => bias[i % filters]!);
    conv.input[2] = constant("bias", [phases * filters], repeated);
  }
  conv.attribute = [
    ...conv.attribute.filter((each) => each.name !== "kernel_shape" && each.name !== "strides"),
    integers("kernel_shape", [height + POOL - 1, width + POOL - 1]),
    integers("strides", [POOL, POOL]),
  ];
  const apartShape = [-1, phases, filters, ...size];
  const apart = create(NodeProtoSchema, {
    opType: "Reshape",
    name: name("phases"),
    input: [pool.input[0]!, constant("shape", [5], BigInt64Array.from(apartShape, BigInt))],
    output: [name("phases")],
  });
  const axes = axesAreInputs ? [constant("axes", [1], BigInt64Array.of(1n))] : [];
  const maximum = create(NodeProtoSchema, {
    opType: "ReduceMax",
    name: pool.name,
    input: [...apart.output, ...axes],
    output: pool.output,
    attribute: [
      create(AttributeProtoSchema, { name: "keepdims", type: AttributeType.INT, i: 0n }),
      ...(axesAreInputs ? [] : [integers("axes", [1])]),
    ],
  });
  graph.node.splice(graph.node.indexOf(pool), 1, apart, maximum);
}

/** Each plane, [height, width], once for each phase: moved to where the phase looks, in a plane that is one wider. */
function phaseFilters(
  weights: Float32Array,
  planes: number,
  height: number,
  width: number,
): Float32Array {
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

function integers(name: string, values: readonly number[]) {
  return create(AttributeProtoSchema, {
    name,
    type: AttributeType.INTS,
    ints: values.map(BigInt),
  });
}

/** A name that no value of the graph has. */
function freshName({ node, input, initializer }: GraphProto, name: string): string {
  const taken = new Set([
    ...node.flatMap(({ output }) => output),
    ...[...input, ...initializer].map((value) => value.name),
  ]);
  let free = name;
  for (let i = 1; taken.has(free); i++) free = `${name}_${i}`;
  return free;
}
