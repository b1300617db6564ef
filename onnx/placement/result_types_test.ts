import assert from "node:assert/strict";
import { dataTypeCode } from "../data_type.ts";
import { makeNode } from "../make.ts";
import { resultType } from "./result_types.ts";

/** Operands of eight different types. */
const OPERANDS = [
  ...["float64", "int16", "uint16", "int8", "bool", "uint32", "uint64", "float16"] as const,
];

/** The types of the results of operators on these operands. */
const RESULTS: Readonly<Record<string, readonly string[]>> = {
  "Add Reshape Split": ["float64", "float64"],
  "Equal IsNaN Not": ["bool"],
  "ArgMax NonZero Shape": ["int64"],
  "BlackmanWindow RandomNormal RandomUniform ConstantOfShape": ["float32"],
  "ConvInteger MatMulInteger Multinomial": ["int32"],
  "Bernoulli EyeLike RandomNormalLike RandomUniformLike": ["float64"],
  "CastLike Where DequantizeLinear": ["int16"],
  "MaxPool TopK": ["float64", "int64"],
  "QLinearConv QLinearMatMul": ["float16"],
  "Dropout": ["float64", "bool"],
  "DynamicQuantizeLinear": ["uint8", "float32", "uint8"],
  "LayerNormalization": ["float64", "float32", "float32"],
  "OneHot QuantizeLinear": ["uint16"],
  "Unique": ["float64", "int64", "int64", "int64"],
};

const inputs = OPERANDS.map((_, i) => `${i}`);

Deno.test("results have the types that the standard gives them", () => {
  for (const [operators, expected] of Object.entries(RESULTS)) {
    for (const op of operators.split(" ")) {
      const node = makeNode(op, inputs, ["y"]);
      const found = expected.map((_, result) => resultType(node, OPERANDS, result));
      assert.deepEqual(found, expected, op);
    }
  }
  assert.equal(resultType(makeNode("Unknown", inputs, ["y"]), OPERANDS, 0), undefined);
});

Deno.test("an attribute decides the type of the result", () => {
  const attributes = {
    to: "Cast",
    dtype: "Bernoulli EyeLike RandomNormal RandomNormalLike Multinomial",
    output_dtype: "DequantizeLinear",
    output_datatype: "HannWindow",
  };
  for (const [name, operators] of Object.entries(attributes)) {
    for (const op of operators.split(" ")) {
      const node = makeNode(op, inputs, ["y"], { [name]: { i: dataTypeCode("bfloat16") } });
      assert.equal(resultType(node, OPERANDS, 0), "bfloat16", op);
    }
  }
});
