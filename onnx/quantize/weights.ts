// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
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

/** Operators that keep the axes of a weight. */
const KEEP_AXES: ReadonlySet<string> = new Set(["Pad", "Identity"]);
/** Operators that arrange a weight anew: the kernel of a recurrent layer, gate by gate. */
const ARRANGE: ReadonlySet<string> = new Set([
  ...["Reshape", "Transpose", "Split", "Concat", "Squeeze", "Unsqueeze", "Slice"],
]);

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
      for (const { tensor, isArranged } of constantsBehind(node.input[input], index)) {
        const shape = shapeOf(tensor);
        if (shape.length < 2 || found.has(tensor.name)) continue;
        const floats = floatsOf(tensor);
        if (!floats || floats.length < FEWEST_ELEMENTS || !floats.every(Number.isFinite)) continue;
        // Any axis is right. The last one is that of a layer's outputs in tfjs.
        const channels = isArranged ? shape.length - 1 : axis(node, shape.length);
        found.set(tensor.name, { tensor, floats, shape, axis: channels });
      }
    }
  }
  return [...found.values()];
}

/** A constant that a value is made of. */
interface ConstantBehind {
  readonly tensor: TensorProto;
  /** True when its axes are not those of the value. */
  readonly isArranged: boolean;
}

function constantsBehind(
  value: string | undefined,
  index: GraphIndex,
  isArranged = false,
): ConstantBehind[] {
  const tensor = index.constant(value);
  if (tensor) return [{ tensor, isArranged }];
  const node = index.producer(value);
  if (!node || node.domain !== "") return [];
  if (KEEP_AXES.has(node.opType)) return constantsBehind(node.input[0], index, isArranged);
  if (!ARRANGE.has(node.opType)) return [];
  const arranged = node.opType === "Concat" ? node.input : node.input.slice(0, 1);
  return arranged.flatMap((each) => constantsBehind(each, index, true));
}
