/**
 * A call of each ONNX operator for a given element type. The probe runs it to find out where ONNX
 * Runtime computes the operator.
 *
 * @module
 */

import {
  type AttributeValue,
  type AttributeValues,
  makeGraph,
  makeNode,
  makeTensor,
  type ValueInfo,
} from "../../onnx/make.ts";
import { type ElementType, elementType } from "../../onnx/element_type.ts";
import { type Call, call, constant, ints, list, type Operand, tensor } from "./operands.ts";

/** Makes a call with data of the element type `t`. */
export type Make = (t: ElementType) => Call;

const MATRIX = [2, 3];
const IMAGE = [1, 2, 4, 4];
const EMPTY = constant("float32", [0], []);

const matrix = (t: ElementType): Operand => tensor(t, MATRIX);
const image = (t: ElementType): Operand => tensor(t, IMAGE);
const channels = (t: ElementType): Operand => tensor(t, [2]);

const each = (ops: string, make: (op: string) => Make): Record<string, Make> =>
  Object.fromEntries(ops.trim().split(/\s+/).map((op) => [op, make(op)]));

const elementwise: Readonly<Record<string, Make>> = {
  ...each(
    `Abs Acos Asin Asinh Atan Atanh Ceil Celu Cos Cosh Dropout Elu Erf Exp Floor HardSigmoid
    HardSwish Hardmax Identity LeakyRelu Log LogSoftmax LpNormalization Neg Not Reciprocal Relu
    Round Selu Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh ThresholdedRelu`,
    (op) => (t) => call(op, [matrix(t)]),
  ),
  ...each("IsInf IsNaN", (op) => (t) => call(op, [matrix(t)], {}, [["bool", 2]])),
  ...each(
    "Add And Div Max Mean Min Mul Or PRelu Pow Sub Sum Xor",
    (op) => (t) => call(op, [matrix(t), tensor(t, [3])]),
  ),
  ...each(
    "Equal Greater GreaterOrEqual Less LessOrEqual",
    (op) => (t) => call(op, [matrix(t), tensor(t, [3])], {}, [["bool", 2]]),
  ),
  Acosh: (t) => call("Acosh", [tensor(t, [2], [1, 2])]),
  BitShift: (t) => call("BitShift", [matrix(t), tensor(t, [3])], { direction: { s: "LEFT" } }),
  Cast: (t) => call("Cast", [matrix(t)], { to: { i: elementType.float32 } }, [["float32", 2]]),
  Clip: (t) => call("Clip", [matrix(t), constant(t, [], [0]), constant(t, [], [1])]),
  Mod: (t) =>
    call("Mod", [matrix(t), tensor(t, [3])], { fmod: { i: t.startsWith("float") ? 1 : 0 } }),
  Where: (t) => call("Where", [matrix("bool"), matrix(t), tensor(t, [3])], {}, [[t, 2]]),
};

const reductions: Readonly<Record<string, Make>> = {
  ...each(
    `ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd
    ReduceSumSquare`,
    (op) => (t) => call(op, [matrix(t)], { axes: list(1) }),
  ),
  ReduceSum: (t) => call("ReduceSum", [matrix(t), ints(1)]),
  ...each(
    "ArgMax ArgMin",
    (op) => (t) => call(op, [matrix(t)], { axis: { i: 1 } }, [["int64", 2]]),
  ),
  CumSum: (t) => call("CumSum", [matrix(t), constant("int64", [], [1])]),
  TopK: (t) => call("TopK", [matrix(t), ints(2)], {}, [[t, 2], ["int64", 2]]),
};

const positions: Readonly<Record<string, Make>> = {
  Compress: (t) => call("Compress", [matrix(t), tensor("bool", [2], [1, 0])], { axis: { i: 0 } }),
  Gather: (t) => call("Gather", [matrix(t), tensor("int32", [2], [1, 0])]),
  GatherElements: (t) => call("GatherElements", [matrix(t), tensor("int32", [1, 3], [1, 0, 1])]),
  GatherND: (t) =>
    call("GatherND", [matrix(t), tensor("int64", [2, 2], [1, 0, 0, 2])], {}, [[t, 1]]),
  NonMaxSuppression: (t) =>
    call(
      "NonMaxSuppression",
      [tensor(t, [1, 2, 4], [0, 0, 1, 1, 2, 2, 3, 3]), tensor(t, [1, 1, 2]), ints(2)],
      {},
      [["int64", 2]],
    ),
  NonZero: (t) => call("NonZero", [matrix(t)], {}, [["int64", 2]]),
  OneHot: (t) =>
    call(
      "OneHot",
      [tensor("int64", [2], [1, 0]), constant("int64", [], [3]), tensor(t, [2], [0, 1])],
      {},
      [[t, 2]],
    ),
  ReverseSequence: (t) => call("ReverseSequence", [matrix(t), tensor("int64", [3], [1, 2, 2])]),
  ScatterElements: (t) =>
    call("ScatterElements", [matrix(t), tensor("int32", [1, 3], [1, 0, 1]), tensor(t, [1, 3])]),
  ScatterND: (t) =>
    call("ScatterND", [matrix(t), tensor("int64", [2, 2], [1, 0, 0, 2]), tensor(t, [2])]),
  Unique: (t) => call("Unique", [tensor(t, [3])]),
};

const shapes: Readonly<Record<string, Make>> = {
  Concat: (t) => call("Concat", [matrix(t), matrix(t)], { axis: { i: 1 } }),
  ConstantOfShape: () =>
    call("ConstantOfShape", [tensor("int64", [2], MATRIX)], {}, [["float32", 2]]),
  DepthToSpace: (t) => call("DepthToSpace", [tensor(t, [1, 4, 2, 2])], { blocksize: { i: 2 } }),
  Expand: (t) => call("Expand", [tensor(t, [1, 3]), ints(2, 3)]),
  EyeLike: (t) => call("EyeLike", [matrix(t)]),
  Flatten: (t) => call("Flatten", [image(t)], {}, [[t, 2]]),
  Pad: (t) => call("Pad", [matrix(t), ints(0, 1, 1, 0), constant(t, [], [1])]),
  Range: (t) =>
    call("Range", [tensor(t, [], [0]), tensor(t, [], [6]), tensor(t, [], [2])], {}, [[t, 1]]),
  Reshape: (t) => call("Reshape", [matrix(t), ints(3, 2)]),
  Shape: (t) => call("Shape", [matrix(t)], {}, [["int64", 1]]),
  Size: (t) => call("Size", [matrix(t)], {}, [["int64", 0]]),
  Slice: (t) => call("Slice", [matrix(t), ints(2), ints(-4), ints(1), ints(-1)]),
  SpaceToDepth: (t) => call("SpaceToDepth", [image(t)], { blocksize: { i: 2 } }),
  Split: (t) => call("Split", [matrix(t), ints(1, 2)], { axis: { i: 1 } }, [[t, 2], [t, 2]]),
  Squeeze: (t) => call("Squeeze", [tensor(t, [1, 3]), ints(0)], {}, [[t, 1]]),
  Tile: (t) => call("Tile", [matrix(t), ints(2, 1)]),
  Transpose: (t) => call("Transpose", [matrix(t)]),
  Trilu: (t) => call("Trilu", [matrix(t)]),
  Unsqueeze: (t) => call("Unsqueeze", [tensor(t, [3]), ints(0)], {}, [[t, 2]]),
};

const layers: Readonly<Record<string, Make>> = {
  AveragePool: (t) => call("AveragePool", [image(t)], { kernel_shape: list(2, 2) }),
  BatchNormalization: (t) =>
    call("BatchNormalization", [image(t), ...Array<Operand>(4).fill(channels(t))]),
  Conv: (t) => call("Conv", [image(t), tensor(t, [2, 2, 3, 3])]),
  ConvTranspose: (t) => call("ConvTranspose", [image(t), tensor(t, [2, 2, 3, 3])]),
  Einsum: (t) => call("Einsum", [matrix(t), tensor(t, [3, 2])], { equation: { s: "ij,jk->ik" } }),
  Gemm: (t) => call("Gemm", [matrix(t), tensor(t, [3, 2]), channels(t)]),
  GlobalAveragePool: (t) => call("GlobalAveragePool", [image(t)]),
  GlobalMaxPool: (t) => call("GlobalMaxPool", [image(t)]),
  GridSample: (t) => call("GridSample", [image(t), tensor("float32", [1, 2, 2, 2])]),
  InstanceNormalization: (t) => call("InstanceNormalization", [image(t), channels(t), channels(t)]),
  LayerNormalization: (t) =>
    call("LayerNormalization", [matrix(t), tensor(t, [3]), tensor(t, [3])]),
  LRN: (t) => call("LRN", [image(t)], { size: { i: 3 } }),
  MatMul: (t) => call("MatMul", [matrix(t), tensor(t, [3, 2])]),
  MaxPool: (t) => call("MaxPool", [image(t)], { kernel_shape: list(2, 2) }),
  MaxUnpool: (t) =>
    call("MaxUnpool", [
      tensor(t, [1, 1, 2, 2]),
      tensor("int64", [1, 1, 2, 2], [0, 3, 9, 12]),
    ], { kernel_shape: list(2, 2), strides: list(2, 2) }),
  MeanVarianceNormalization: (t) => call("MeanVarianceNormalization", [image(t)]),
  Resize: (t) => call("Resize", [image(t), EMPTY, constant("float32", [4], [1, 1, 2, 2])]),
};

/** A recurrent layer of two steps, one direction, three features and two units. */
export const recurrent =
  (op: string, gates: number, attributes: AttributeValues = {}): Make => (t) =>
    call(
      op,
      [tensor(t, [2, 1, 3]), tensor(t, [1, 2 * gates, 3]), tensor(t, [1, 2 * gates, 2])],
      { hidden_size: { i: 2 }, ...attributes },
      [[t, 4], [t, 3]],
    );

const zero = (t: ElementType) => constant(t, [], [0]);
const half = constant("float32", [], [0.5]);

const others: Readonly<Record<string, Make>> = {
  LSTM: recurrent("LSTM", 4),
  GRU: recurrent("GRU", 3),
  RNN: recurrent("RNN", 1),
  ConvInteger: (t) => call("ConvInteger", [image(t), tensor(t, [2, 2, 3, 3])], {}, [["int32", 4]]),
  DequantizeLinear: (t) =>
    call("DequantizeLinear", [matrix(t), half, zero(t)], {}, [["float32", 2]]),
  DynamicQuantizeLinear: (t) =>
    call("DynamicQuantizeLinear", [matrix(t)], {}, [["uint8", 2], ["float32", 0], ["uint8", 0]]),
  MatMulInteger: (t) => call("MatMulInteger", [matrix(t), tensor(t, [3, 2])], {}, [["int32", 2]]),
  QLinearMatMul: (t) =>
    call(
      "QLinearMatMul",
      [matrix(t), half, zero(t), tensor(t, [3, 2]), half, zero(t), half, zero(t)],
    ),
  QuantizeLinear: (t) =>
    call("QuantizeLinear", [matrix(t), half, zero("uint8")], {}, [["uint8", 2]]),
};

const value = (name: string, type: ElementType, shape: readonly number[]): ValueInfo => ({
  name,
  type,
  shape,
});

/** A subgraph whose outputs are copies of the values `from`. */
const subgraph = (
  inputs: ValueInfo[],
  outputs: readonly (ValueInfo & { readonly from: string })[],
  ...constants: readonly string[]
): AttributeValue => {
  const { type, shape, data } = matrix("float32");
  return {
    graph: makeGraph({
      name: "inner",
      inputs,
      outputs,
      initializers: constants.map((name) => makeTensor(name, type, shape, data)),
      nodes: outputs.map(({ name, from }) => makeNode("Identity", [from], [name])),
    }),
  };
};

const control: Readonly<Record<string, Make>> = {
  If: (t) =>
    call(
      "If",
      [tensor(t, [], [1])],
      {
        then_branch: subgraph([], [{ ...value("yes", "float32", MATRIX), from: "one" }], "one"),
        else_branch: subgraph([], [{ ...value("no", "float32", MATRIX), from: "other" }], "other"),
      },
      [["float32", 2]],
    ),
  Loop: (t) =>
    call("Loop", [tensor(t, [], [2]), constant("bool", [], [1]), matrix("float32")], {
      body: subgraph(
        [value("i", "int64", []), value("go", "bool", []), value("x", "float32", MATRIX)],
        [
          { ...value("go:next", "bool", []), from: "go" },
          { ...value("x:next", "float32", MATRIX), from: "x" },
        ],
      ),
    }, [["float32", 2]]),
  Scan: (t) =>
    call("Scan", [tensor(t, [3]), matrix(t)], {
      body: subgraph([value("state", t, [3]), value("row", t, [3])], [
        { ...value("state:next", t, [3]), from: "row" },
        { ...value("taken", t, [3]), from: "state" },
      ]),
      num_scan_inputs: { i: 1 },
    }, [[t, 1], [t, 2]]),
};

/** A call of each operator, by operator. */
export const CALLS: Readonly<Record<string, Make>> = {
  ...elementwise,
  ...reductions,
  ...positions,
  ...shapes,
  ...layers,
  ...others,
  ...control,
};
