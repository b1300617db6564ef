// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { indexGraph } from "../graph_index.ts";
import { allNodes, floatsOf, intOf, shapeOf } from "../read.ts";

/** A constant that is large enough to be stored as signed bytes, and the axis of its channels. */
export interface Weight {
  readonly tensor: TensorProto;
  readonly floats: Float32Array<ArrayBuffer>;
  readonly shape: readonly number[];
  readonly axis: number;
}

/**
 * The fewest elements of a weight. The scales, the node and the names take a few hundred bytes, so
 * that less would make a file larger.
 */
const FEWEST_ELEMENTS = 512;

/** The weights of an operator: the position among its inputs, and the axis of their channels. */
interface WeightInput {
  readonly input: number;
  readonly axis: (node: NodeProto, rank: number) => number;
}

const GATES: readonly WeightInput[] = [
  { input: 1, axis: () => 1 }, // W [directions, gates * hidden, input]
  { input: 2, axis: () => 1 }, // R [directions, gates * hidden, hidden]
];

/** The operators whose weights are stored as signed bytes. */
const WEIGHT_INPUTS: Readonly<Record<string, readonly WeightInput[]>> = {
  Conv: [{ input: 1, axis: () => 0 }], // [out, in / group, …]
  ConvTranspose: [{ input: 1, axis: () => 1 }], // [in, out / group, …]
  MatMul: [{ input: 1, axis: (_, rank) => rank - 1 }], // [in, out]
  Gemm: [{ input: 1, axis: (node) => intOf(node, "transB", 0) === 1 ? 0 : 1 }],
  Gather: [{ input: 0, axis: () => 0 }], // a table [rows, width], a scale for each row
  LSTM: GATES,
  GRU: GATES,
  RNN: GATES,
};

/** Operators that hand a weight on: a filter that is padded, a matrix that is transposed. */
const PASSES_ON: ReadonlySet<string> = new Set(["Pad", "Identity"]);

/**
 * Finds the weights of a graph: float32 constants that an operator of the table reads, also from
 * within a subgraph. A constant that is a graph input too stays, because a user can replace it.
 */
export function findWeights(graph: GraphProto): Weight[] {
  const index = indexGraph(graph);
  const found = new Map<string, Weight>();
  for (const node of allNodes(graph)) {
    if (node.domain !== "") continue;
    for (const { input, axis } of WEIGHT_INPUTS[node.opType] ?? []) {
      const tensor = constantBehind(node.input[input], index);
      const shape = tensor && shapeOf(tensor);
      if (!tensor || !shape || shape.length < 2 || found.has(tensor.name)) continue;
      const floats = floatsOf(tensor);
      if (!floats || floats.length < FEWEST_ELEMENTS || !floats.every(Number.isFinite)) continue;
      found.set(tensor.name, { tensor, floats, shape, axis: axis(node, shape.length) });
    }
  }
  return [...found.values()];
}

function constantBehind(
  value: string | undefined,
  index: ReturnType<typeof indexGraph>,
): TensorProto | undefined {
  const node = index.producer(value);
  return node && PASSES_ON.has(node.opType)
    ? constantBehind(node.input[0], index)
    : index.constant(value);
}
