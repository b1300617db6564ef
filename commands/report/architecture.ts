import { type NodeProto, TensorProto_DataType } from "onnx-buf";
import type { ArchitectureBlock } from "../../viz/mod.ts";
import { type ExportedGraph, ints, product, readGraph } from "./exported_graph.ts";

/** Operators that begin a block, and what people call them. */
const BLOCKS: Readonly<Record<string, (node: NodeProto, graph: ExportedGraph) => string[]>> = {
  Conv: (node, graph) => [`conv ${taps(node, graph)}`, ...strideOf(node)],
  ConvTranspose: (
    node,
    graph,
  ) => ["transposed conv", [taps(node, graph), ...strideOf(node)].join(", ")],
  Gemm: () => ["dense"],
  MatMul: () => ["dense"],
  MaxPool: (node) => [`max pool ${ints(node, "kernel_shape").join(" × ")}`],
  AveragePool: (node) => [`mean pool ${ints(node, "kernel_shape").join(" × ")}`],
  GlobalAveragePool: () => ["global mean pool"],
};

/** Operators that belong to the block before them, and what people call them. */
const PARTS: Readonly<Record<string, string>> = {
  BatchNormalization: "batch norm",
  Relu: "ReLU",
  LeakyRelu: "leaky ReLU",
  Sigmoid: "sigmoid",
  Tanh: "tanh",
  Softmax: "softmax",
  Slice: "crop",
};

/** What is done to the image before the first block. */
const PREPARATION: Readonly<Record<string, string>> = { Mul: "normalise", Pad: "pad" };

/** The inputs of batch normalisation that are measured, not learned. */
const STATISTICS = 3;

interface MutableBlock {
  name: string;
  readonly operators: string[];
  shape: readonly number[];
  parameters: number;
  readonly after?: number;
}

/**
 * Reads what a model is made of off its exported graph, in blocks as a person would draw them: a
 * convolution with its batch normalisation and activation is one.
 *
 * @param bytes The .onnx file of a classifier, an encoder or a decoder, whose nodes have names as
 * `conv1/Conv`.
 * @returns The blocks in order, the input first.
 * @throws {WeftError} `model` when ONNX Runtime does not take the file.
 *
 * @example
 * ```ts ignore
 * const blocks = await architectureOf(await Deno.readFile("runs/lenet/model.onnx"));
 * console.log(blocks.map(({ name }) => name)); // image, pad, conv1, pool1, …
 * ```
 */
export async function architectureOf(bytes: Uint8Array): Promise<ArchitectureBlock[]> {
  const exported = await readGraph(bytes);
  const { graph, shapes } = exported;
  const input = graph.input[0]!.name;
  const shapeOf = (value: string) => shapes.get(value)!.slice(1);
  const blocks: MutableBlock[] = [
    { name: input, operators: ["input"], shape: shapeOf(input), parameters: 0 },
  ];
  /** The block that each value comes out of; constants come out of none. */
  const makers = new Map([[input, 0]]);
  for (const { name, nodes } of layersOf(graph.node)) {
    const sources = nodes.flatMap(({ input }) => input).map((value) => makers.get(value) ?? 0);
    const before = Math.max(...sources);
    const leading = nodes.find(({ opType }) => opType in BLOCKS);
    const prepared = before === 0 || blocks[before]!.operators[0] === PREPARATION.Mul
      ? nodes.flatMap(({ opType }) => PREPARATION[opType] ?? [])
      : [];
    let index = before;
    if (leading || (before === 0 && prepared.length > 0)) {
      index = blocks.push({ name: "", operators: [], shape: [], parameters: 0, after: before }) - 1;
    }
    const block = blocks[index]!;
    if (leading || prepared.length > 0) block.name = name.split("/").at(-1)!;
    if (leading) block.operators.push(...BLOCKS[leading.opType]!(leading, exported));
    block.operators.push(...prepared);
    // Pooling may stand before an activation, as that only rises; people put it behind.
    const layer = leading || !/pool/.test(block.operators[0]!) ? block : blocks[block.after!]!;
    const parts = nodes.flatMap(({ opType }) => PARTS[opType] ?? []);
    layer.operators.push(...new Set(parts)); // a crop of two sides is one
    layer.parameters += nodes.reduce((sum, node) => sum + parametersOf(node, exported), 0);
    const last = nodes.at(-1)!.output[0]!;
    const turned = graph.node.find(({ opType, input }) =>
      opType === "Transpose" && input[0] === last
    );
    const unfolds = shapeOf(last).length > block.shape.length && block.shape.length > 0;
    // A list that becomes an image has its channels last until it is turned.
    block.shape = shapeOf(unfolds && turned ? turned.output[0]! : last);
    const start = leading ? nodes.indexOf(leading) : 0;
    // What a layer does before its own operator, such as flattening, others may read too.
    nodes.forEach(({ output }, i) => {
      for (const value of output) makers.set(value, i < start ? before : index);
    });
  }
  return blocks;
}

/** Nodes whose names begin alike, in order. */
function layersOf(nodes: readonly NodeProto[]): { name: string; nodes: NodeProto[] }[] {
  const layers: { name: string; nodes: NodeProto[] }[] = [];
  for (const node of nodes) {
    const name = node.name.split("/").slice(0, -1).join("/");
    if (layers.at(-1)?.name === name) layers.at(-1)!.nodes.push(node);
    else layers.push({ name, nodes: [node] });
  }
  return layers;
}

/** Numbers that a node has learned. */
function parametersOf({ opType, input }: NodeProto, { graph }: ExportedGraph): number {
  const learned = opType === "BatchNormalization" ? input.slice(0, STATISTICS) : input;
  return graph.initializer
    .filter(({ name, dataType, dims }) =>
      learned.includes(name) && dataType === TensorProto_DataType.FLOAT && dims.length > 0
    )
    .reduce((sum, { dims }) => sum + product(dims.map(Number)), 0);
}

function taps(node: NodeProto, { shapes }: ExportedGraph): string {
  return shapes.get(node.input[1]!)!.slice(2).join(" × ");
}

function strideOf(node: NodeProto): string[] {
  const [stride = 1] = ints(node, "strides");
  return stride === 1 ? [] : [`stride ${stride}`];
}
