// This module is browser compatible.
import { type NodeProto, TensorProto_DataType as DataType } from "onnx-buf";
import { intOf } from "../read.ts";

const INTEGERS = "float16 has no exact integers above 2,048";
const ORDER = "float16 makes neighbouring numbers equal, which changes what comes first";
const SUMS = "a kernel may add in float16, where a sum of equal numbers stops at 2,048 of them";
const STEPS = "ONNX Runtime has float32 kernels only, and rounding adds up over the steps";
const SCALES = "the standard has float32 scales only before opset 19";
const RANDOM = "its attributes choose float32";
const ANGLES = "rounding of a large angle is as large as the angle's turn";
const SPECTRA = "a spectrum needs more digits than float16 has";

const all = (ops: readonly string[], reason: string) => ops.map((op) => [op, reason] as const);

/** Operators that stay in float32, and the reason. */
const FLOAT32_OPERATORS: Readonly<Record<string, string>> = Object.fromEntries([
  ...all(["Floor", "Ceil", "Round", "Mod", "Range", "CumSum"], INTEGERS),
  ...all(["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"], ORDER),
  ...all(["ArgMax", "ArgMin", "TopK", "NonMaxSuppression", "Unique", "OneHot"], ORDER),
  ...all(["ReduceSum", "ReduceMean", "ReduceProd", "ReduceSumSquare", "ReduceL1"], SUMS),
  ...all(["ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "GlobalAveragePool"], SUMS),
  ...all(["LSTM", "GRU", "RNN"], STEPS),
  ...all(["QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"], SCALES),
  ...all(["QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger"], SCALES),
  ...all(["RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike"], RANDOM),
  ...all(["Multinomial", "Bernoulli", "EyeLike", "Constant", "ConstantOfShape"], RANDOM),
  ...all(["Sin", "Cos", "Tan"], ANGLES),
  ...all(["DFT", "STFT", "MelWeightMatrix"], SPECTRA),
]);

/** The reason why an operator stays in float32; `undefined` for one that float16 can compute. */
export function float32Reason(node: NodeProto): string | undefined {
  if (node.domain !== "" && node.domain !== "ai.onnx") return `${node.domain} is not ai.onnx`;
  if (node.opType === "Cast" && intOf(node, "to", 0) !== DataType.FLOAT) return INTEGERS;
  return FLOAT32_OPERATORS[node.opType];
}

/** Inputs of other operators that the standard has in float32 only, by position. */
const FLOAT32_INPUTS: Readonly<Record<string, readonly number[]>> = { Resize: [1, 2] };

/** True for an input that stays float32 when its operator computes in float16. */
export function isFloat32Input({ opType }: NodeProto, position: number): boolean {
  return FLOAT32_INPUTS[opType]?.includes(position) ?? false;
}
