import assert from "node:assert/strict";
import { makeNode } from "../make.ts";
import { float32Reason, isFloat32Input } from "./float32_operators.ts";

/** Operators by a word of the reason why they stay in float32. */
const REASONS: Readonly<Record<string, string>> = {
  integers: "Floor Ceil Round Mod Range CumSum Cast",
  neighbouring: "Equal Less LessOrEqual Greater GreaterOrEqual " +
    "ArgMax ArgMin TopK NonMaxSuppression Unique OneHot",
  add: "ReduceSum ReduceMean ReduceProd ReduceSumSquare ReduceL1 ReduceL2 ReduceLogSum " +
    "ReduceLogSumExp GlobalAveragePool",
  kernels: "LSTM GRU RNN",
  scales: "QuantizeLinear DequantizeLinear DynamicQuantizeLinear " +
    "QLinearConv QLinearMatMul ConvInteger MatMulInteger",
  attributes: "RandomNormal RandomUniform RandomNormalLike RandomUniformLike " +
    "Multinomial Bernoulli EyeLike Constant ConstantOfShape",
  angle: "Sin Cos Tan",
  spectrum: "DFT STFT MelWeightMatrix",
};

const reasonOf = (op: string, attributes = {}) =>
  float32Reason(makeNode(op, ["x"], ["y"], attributes));

Deno.test("operators that float16 cannot compute stay in float32, for their reason", () => {
  for (const [word, operators] of Object.entries(REASONS)) {
    for (const op of operators.split(" ")) assert.ok(reasonOf(op)?.includes(word), op);
  }
  for (const op of ["Conv", "MatMul", "Add", "Relu", "Softmax", "Resize", "MaxPool"]) {
    assert.equal(reasonOf(op), undefined, op);
  }
  assert.equal(reasonOf("Cast", { to: { i: 1 } }), undefined, "to float32");
});

Deno.test("an operator that is not of the standard stays in float32", () => {
  const reason = (domain: string) => float32Reason(makeNode("Conv", ["x"], ["y"], {}, { domain }));
  assert.equal(reason("com.microsoft"), "com.microsoft is not ai.onnx");
  assert.equal(reason("ai.onnx"), undefined);
});

Deno.test("only the region and the scales of Resize are inputs in float32", () => {
  const resize = makeNode("Resize", ["x", "roi", "scales", "sizes"], ["y"]);
  assert.deepEqual([0, 1, 2, 3].map((i) => isFloat32Input(resize, i)), [false, true, true, false]);
  assert.ok(!isFloat32Input(makeNode("Conv", ["x", "w"], ["y"]), 1));
});
