import type { NodeProto } from "onnx-buf";
import { intOf, intsOf } from "../../onnx/read.ts";
import { product, readGraph, type Shapes } from "./exported_graph.ts";

/**
 * Floating-point operations of a node by operator. A multiplication and an addition are two
 * operations, a comparison is one. Other operators move values or read shapes and count as none.
 */
const COUNTS: Readonly<Record<string, (node: NodeProto, shapes: Shapes) => number>> = {
  // An output value is a sum over the filter's channels and taps; a bias is one more addition.
  Conv: (node, shapes) => {
    const [, channels, ...taps] = shapeOf(shapes, node.input[1]);
    return outputs(node, shapes) *
      (2 * channels! * product(taps) - 1 + Number(node.input.length > 2));
  },
  // Each input value is multiplied by all taps of the filter's output channels.
  ConvTranspose: (node, shapes) => {
    const [, channels, ...taps] = shapeOf(shapes, node.input[1]);
    const spread = product(shapeOf(shapes, node.input[0])) * 2 * channels! * product(taps);
    return spread + (node.input.length > 2 ? outputs(node, shapes) : 0);
  },
  Gemm: (node, shapes) => {
    const a = shapeOf(shapes, node.input[0]);
    const inner = a[intOf(node, "transA", 0) ? 0 : 1]!;
    return outputs(node, shapes) * (2 * inner - 1 + Number(node.input.length > 2));
  },
  MatMul: (node, shapes) =>
    outputs(node, shapes) * (2 * shapeOf(shapes, node.input[0]).at(-1)! - 1),
  MaxPool: (node, shapes) => outputs(node, shapes) * (product(intsOf(node, "kernel_shape")) - 1),
  AveragePool: (node, shapes) => outputs(node, shapes) * product(intsOf(node, "kernel_shape")),
  GlobalAveragePool: (node, shapes) => product(shapeOf(shapes, node.input[0])),
  // With folded statistics: a multiplication and an addition.
  BatchNormalization: (node, shapes) => 2 * outputs(node, shapes),
  // An exponential, an addition and a division per value.
  Softmax: (node, shapes) => 3 * outputs(node, shapes),
  ...Object.fromEntries(
    ["Add", "Sub", "Mul", "Div", "Max", "Min", "Pow", "Sqrt", "Exp", "Log", "Neg", "Abs", "Relu"]
      .concat(["LeakyRelu", "Sigmoid", "Tanh", "Clip", "Softplus", "Erf"])
      .map((op) => [op, outputs]),
  ),
};

function shapeOf(shapes: Shapes, name: string | undefined): readonly number[] {
  const shape = shapes.get(name ?? "");
  if (!shape) throw new Error(`The graph has no value ${name}`);
  return shape;
}

function outputs(node: NodeProto, shapes: Shapes): number {
  return product(shapeOf(shapes, node.output[0]));
}

/**
 * Counts the floating-point operations of an exported model for one image, from its graph.
 *
 * @param bytes The .onnx file of a classifier, an encoder or a decoder: one input whose first
 * length is the batch.
 * @throws {WeftError} `model` when ONNX Runtime cannot load the file.
 *
 * @example
 * ```ts ignore
 * const flops = await countFlops(await Deno.readFile("runs/lenet/model.onnx")); // 0.8 million
 * ```
 */
export async function countFlops(bytes: Uint8Array): Promise<number> {
  const { graph, shapes } = await readGraph(bytes);
  return graph.node.reduce((sum, node) => sum + (COUNTS[node.opType]?.(node, shapes) ?? 0), 0);
}
