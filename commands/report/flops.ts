import type { NodeProto } from "onnx-buf";
import { ints, product, readGraph, type Shapes } from "./exported_graph.ts";

function int({ attribute }: NodeProto, name: string, usual: number): number {
  return Number(attribute.find((each) => each.name === name)?.i ?? usual);
}

/**
 * Floating-point operations of a node by operator: a multiplication and an addition are two, a
 * comparison of a maximum is one. Operators that are not here move numbers or look at shapes.
 */
const COUNTS: Readonly<Record<string, (node: NodeProto, shapes: Shapes) => number>> = {
  // Each output value is a sum over the filter's channels and taps; a bias is one addition more.
  Conv: (node, shapes) => {
    const [, channels, ...taps] = shapeOf(shapes, node.input[1]);
    return outputs(node, shapes) *
      (2 * channels! * product(taps) - 1 + Number(node.input.length > 2));
  },
  // Each input value goes to all taps of the filter's output channels.
  ConvTranspose: (node, shapes) => {
    const [, channels, ...taps] = shapeOf(shapes, node.input[1]);
    const spread = product(shapeOf(shapes, node.input[0])) * 2 * channels! * product(taps);
    return spread + (node.input.length > 2 ? outputs(node, shapes) : 0);
  },
  Gemm: (node, shapes) => {
    const a = shapeOf(shapes, node.input[0]);
    const inner = a[int(node, "transA", 0) ? 0 : 1]!;
    return outputs(node, shapes) * (2 * inner - 1 + Number(node.input.length > 2));
  },
  MatMul: (node, shapes) =>
    outputs(node, shapes) * (2 * shapeOf(shapes, node.input[0]).at(-1)! - 1),
  MaxPool: (node, shapes) => outputs(node, shapes) * (product(ints(node, "kernel_shape")) - 1),
  AveragePool: (node, shapes) => outputs(node, shapes) * product(ints(node, "kernel_shape")),
  GlobalAveragePool: (node, shapes) => product(shapeOf(shapes, node.input[0])),
  // With the statistics folded, a factor and a summand.
  BatchNormalization: (node, shapes) => 2 * outputs(node, shapes),
  // Exponential, sum and division of each value.
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
 * @throws {WeftError} `model` when ONNX Runtime does not take the file.
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
