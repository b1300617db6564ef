// This module is browser compatible.

import type { NodeProto } from "onnx-buf";
import { type DataType, dataTypeName } from "../data_type.ts";
import { operatorOf } from "../operators.ts";
import { attributeOf, intOf } from "../read.ts";

/** Element types of a node's operands; `undefined` for unknown ones and for absent operands. */
export type OperandTypes = readonly (DataType | undefined)[];

/**
 * The element type of a result: that of an operand (by position), a fixed one, or one that the
 * node's attributes decide.
 */
type Rule = number | DataType | ((node: NodeProto, operands: OperandTypes) => DataType | undefined);

/** The type that an integer attribute names; without the attribute, that of another rule. */
const named = (attribute: string, absent: Rule): Rule => (node, operands) =>
  attributeOf(node, attribute)
    ? dataTypeName(intOf(node, attribute, 0))
    : apply(absent, node, operands);

/** The type of the tensor in the attribute `value` of ConstantOfShape. */
const filling: Rule = (node) => {
  const tensor = attributeOf(node, "value")?.t;
  return tensor ? dataTypeName(tensor.dataType) : "float32";
};

/** The attributes of Constant, of which a node has one. */
const CONSTANTS: Readonly<Record<string, DataType>> = {
  value_float: "float32",
  value_floats: "float32",
  value_int: "int64",
  value_ints: "int64",
  value_string: "string",
  value_strings: "string",
};

const constant: Rule = (node) => {
  const [attribute] = node.attribute;
  const tensor = attribute?.t ?? attribute?.sparseTensor?.values;
  return tensor ? dataTypeName(tensor.dataType) : CONSTANTS[attribute?.name ?? ""];
};

/** QuantizeLinear has the type of the zero point. */
const quantized: Rule = (node, operands) =>
  node.input[2] ? operands[2] : apply(named("output_dtype", "uint8"), node, operands);

const each = (operators: string, ...rules: Rule[]): Record<string, readonly Rule[]> =>
  Object.fromEntries(operators.trim().split(/\s+/).map((operator) => [operator, rules]));

/**
 * The rules of the results, by operator with its domain unless that is ai.onnx. The last rule holds
 * for all further results. An operator that is not here has results of unknown types.
 */
const RULES: Readonly<Record<string, readonly Rule[]>> = {
  ...each(
    `Abs Acos Acosh Add Asin Asinh Atan Atanh AveragePool BatchNormalization BitShift BitwiseAnd
    BitwiseNot BitwiseOr BitwiseXor Ceil Celu CenterCropPad Clip Col2Im Compress Concat Conv
    ConvTranspose Cos Cosh CumSum DFT DeformConv DepthToSpace Det Div Einsum Elu Erf Exp Expand
    Flatten Floor GRU Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalLpPool
    GlobalMaxPool GridSample GroupNormalization HardSigmoid HardSwish Hardmax Identity
    InstanceNormalization LRN LSTM LeakyRelu Log LogSoftmax LpNormalization LpPool MatMul Max
    MaxRoiPool MaxUnpool Mean MeanVarianceNormalization Min Mish Mod Mul Neg
    NegativeLogLikelihoodLoss PRelu Pad Pow RNN
    Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin
    ReduceProd ReduceSum ReduceSumSquare Relu Reshape Resize ReverseSequence RMSNormalization
    RoiAlign Round STFT Scatter ScatterElements ScatterND Selu Shrink Sigmoid Sign Sin Sinh Slice
    Softmax SoftmaxCrossEntropyLoss Softplus Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Swish Tan Tanh TensorScatter
    ThresholdedRelu Tile Transpose Trilu Unsqueeze Upsample`,
    0,
  ),
  ...each(
    `And Equal Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Not Or Xor`,
    "bool",
  ),
  ...each("ArgMax ArgMin NonMaxSuppression NonZero SequenceLength Shape Size", "int64"),
  ...each("BlackmanWindow HammingWindow HannWindow", named("output_datatype", "float32")),
  ...each("ConvInteger MatMulInteger", "int32"),
  ...each("RandomNormal RandomUniform", named("dtype", "float32")),
  ...each("Bernoulli EyeLike RandomNormalLike RandomUniformLike", named("dtype", 0)),
  ...each("CastLike Where", 1),
  ...each("MaxPool", 0, "int64"),
  ...each("QLinearConv QLinearMatMul", 7),
  Cast: [named("to", () => undefined)],
  Constant: [constant],
  ConstantOfShape: [filling],
  DequantizeLinear: [named("output_dtype", 1)],
  Dropout: [0, "bool"],
  DynamicQuantizeLinear: ["uint8", "float32", "uint8"],
  LayerNormalization: [0, "float32"],
  Multinomial: [named("dtype", "int32")],
  OneHot: [2],
  QuantizeLinear: [quantized],
  TopK: [0, "int64"],
  Unique: [0, "int64"],
  ...each(
    `com.microsoft.nchwc.AveragePool com.microsoft.nchwc.Conv
    com.microsoft.nchwc.GlobalAveragePool com.microsoft.nchwc.GlobalMaxPool
    com.microsoft.nchwc.MaxPool com.microsoft.nchwc.ReorderInput com.microsoft.nchwc.ReorderOutput
    com.microsoft.nchwc.Upsample com.microsoft.BiasGelu com.microsoft.FastGelu
    com.microsoft.FusedConv com.microsoft.FusedGemm com.microsoft.FusedMatMul com.microsoft.Gelu
    com.microsoft.QuickGelu`,
    0,
  ),
};

function apply(rule: Rule, node: NodeProto, operands: OperandTypes): DataType | undefined {
  if (typeof rule === "number") return operands[rule];
  return typeof rule === "string" ? rule : rule(node, operands);
}

/**
 * The element type of a node's result, from those of its operands; `undefined` for an operator
 * without a rule and for one that returns no tensor.
 *
 * @param result The position of the result.
 */
export function resultType(
  node: NodeProto,
  operands: OperandTypes,
  result: number,
): DataType | undefined {
  const rules = RULES[operatorOf(node)];
  const rule = rules?.[Math.min(result, rules.length - 1)];
  return rule === undefined ? undefined : apply(rule, node, operands);
}
