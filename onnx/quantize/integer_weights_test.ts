import assert from "node:assert/strict";
import type { GraphProto, NodeProto } from "onnx-buf";
import { modelOf } from "../../tests/rewritten_model.ts";
import { indexGraph } from "../graph_index.ts";
import { makeNode, makeTensor } from "../make.ts";
import { intOf } from "../read.ts";
import { readTensor } from "../tensor_value.ts";
import { quantizeParameters } from "./integer_weights.ts";

/** The numbers of a constant. */
function numbersOf(graph: GraphProto, name: string): number[] {
  const { data } = readTensor(graph.initializer.find((tensor) => tensor.name === name)!)!;
  return Array.from(data, Number);
}

/** Quantizes a node with a weight of two channels and a bias, and reads what it becomes. */
function quantized(
  op: string,
  shape: number[],
  weights: number[],
  bias: number[] | undefined,
  attributes: Parameters<typeof makeNode>[3] = {},
) {
  const node = makeNode(op, ["x", "w", ...bias ? ["b"] : []], ["y"], attributes);
  const constants = [
    makeTensor("w", "float32", shape, Float32Array.from(weights)),
    ...bias ? [makeTensor("b", "float32", [bias.length], Float32Array.from(bias))] : [],
  ];
  const graph = modelOf({ shape: [2], constants, nodes: [node] }).graph!;
  const [own] = graph.node as [NodeProto];
  const readings = quantizeParameters(graph, own, indexGraph(graph), 0.5);
  const parameters = readings.map((reading) => ({
    ...{ op: reading.opType, axis: intOf(reading, "axis", -1) },
    integers: numbersOf(graph, reading.input[0]!),
    scales: numbersOf(graph, reading.input[1]!),
  }));
  assert.deepEqual(
    readings.map(({ output }) => output[0]),
    own.input.slice(1, 1 + readings.length),
  );
  return { parameters, inputs: own.input };
}

const [ROWS, COLUMNS] = [[63, -31.5, 12.6, 6.3], [63, 12.6, -31.5, 6.3]];
const float32 = (...numbers: number[]) => [...Float32Array.from(numbers)];

Deno.test("weights become seven bits with a scale for each output channel, of any operator", () => {
  const filter = { integers: [63, -31, 63, 32], scales: float32(1, 12.6 / 63) };
  const conv = quantized("Conv", [2, 2, 1, 1], ROWS, undefined).parameters;
  assert.deepEqual(conv, [{ op: "DequantizeLinear", axis: 0, ...filter }]);
  const rows = quantized("Gemm", [2, 2], ROWS, undefined, { transB: { i: 1 } }).parameters;
  assert.deepEqual(rows, conv);
  const matrix = { integers: [63, 63, -31, 32], scales: float32(1, 12.6 / 63) };
  for (const op of ["Gemm", "MatMul"]) {
    assert.deepEqual(quantized(op, [2, 2], COLUMNS, undefined).parameters, [
      { op: "DequantizeLinear", axis: 1, ...matrix },
    ]);
  }
});

Deno.test("a bias becomes int32 in steps of the products, and no more than int32 holds", () => {
  const { parameters, inputs } = quantized("Conv", [2, 1, 1, 1], [63, 126], [10, -7.2]);
  assert.deepEqual(inputs, ["x", "y_weight", "y_bias"]);
  assert.deepEqual(parameters[1], {
    ...{ op: "DequantizeLinear", axis: 0, integers: [20, -7], scales: [0.5, 1] },
  });
  const large = quantized("Conv", [2, 1, 1, 1], [63, 63], [3e9, -3e9]).parameters[1]!;
  assert.deepEqual(large.integers, [2 ** 31 - 1, -(2 ** 31 - 1)]);
});

Deno.test("a bias of another length stays as it is", () => {
  const { parameters, inputs } = quantized("Gemm", [2, 2], COLUMNS, [1]);
  assert.equal(parameters.length, 1);
  assert.deepEqual(inputs, ["x", "y_weight", "b"]);
});
