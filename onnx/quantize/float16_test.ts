import assert from "node:assert/strict";
import { TensorProto_DataType as DataType } from "onnx-buf";
import { needs } from "../../tests/needs.ts";
import { checkOnnx } from "../../tests/onnx_checker.ts";
import { floats, modelOf, operators } from "../../tests/rewritten_model.ts";
import {
  changed,
  convolutional,
  difference,
  IMAGE,
  outputOf,
  recurrent,
  withShape,
} from "../../tests/small_models.ts";
import { encodeModel } from "../encode.ts";
import { makeNode, makeTensor } from "../make.ts";
import { convertToFloat16 } from "./float16.ts";

/** Float16 rounds by 2^-11, once for each number and each of a few layers. */
const WITHIN_ROUNDING = 8 * 2 ** -11;

const toFloat16 = (model: ReturnType<typeof convolutional>) =>
  changed(model, (each) => convertToFloat16(each));

Deno.test("convolutions compute in float16 between casts at the borders", async () => {
  const { before, after, result } = toFloat16(convolutional());
  assert.deepEqual(result, []);
  assert.deepEqual(operators(after), ["Cast", ...operators(before), "Cast"]);
  for (const tensor of after.graph!.initializer) assert.equal(tensor.dataType, DataType.FLOAT16);
  const found = difference(await outputOf(after, IMAGE), await outputOf(before, IMAGE));
  assert.ok(found > 0 && found < WITHIN_ROUNDING, `${found}`);
  assert.ok(encodeModel(after).length < 0.6 * encodeModel(before).length);
});

Deno.test("LSTM, Scan and integers stay in float32, are named, and have weights in float16", async () => {
  const { before, after, result } = toFloat16(recurrent());
  assert.deepEqual(result.map(({ op }) => op), ["Cast", "LSTM", "Scan"]);
  assert.match(result[0]!.reason, /no exact integers above 2,048/);
  assert.match(result[1]!.reason, /float32 kernels only/);
  assert.match(result[2]!.reason, /subgraph/);
  const halves = after.graph!.initializer.filter(({ dataType }) => dataType === DataType.FLOAT16);
  assert.deepEqual(
    halves.map(({ name }) => name).sort(),
    ["mixing_float16", "r_float16", "seven_float16", "table_float16", "w_float16"],
  );
  const found = difference(await outputOf(after, [5]), await outputOf(before, [5]));
  assert.ok(found > 0 && found < WITHIN_ROUNDING, `${found}`);
});

/** (x · matrix) * factor / divisor. */
function scaling(factor: number, divisor: number) {
  return withShape(["batch", 8], {
    shape: [16],
    constants: [
      floats("matrix", [16, 8]),
      makeTensor("factor", "float32", [], Float32Array.of(factor)),
      makeTensor("divisor", "float32", [], Float32Array.of(divisor)),
    ],
    nodes: [
      makeNode("MatMul", ["x", "matrix"], ["a"]),
      makeNode("Mul", ["a", "factor"], ["b"]),
      makeNode("Relu", ["b"], ["c"]),
      makeNode("Div", ["c", "divisor"], ["y"]),
    ],
  });
}

Deno.test("a constant beyond the range of float16 keeps its node in float32", async () => {
  const { before, after, result } = toFloat16(scaling(1e6, 3));
  assert.deepEqual(result, [{
    name: "b",
    op: "Mul",
    reason: "its constant factor has 1.0e+6, and float16 ends at 65504",
  }]);
  // "b" is above 65,504 too, and ReLU would make it infinite: constants do not tell. ONNX Runtime's
  // CPU provider hides that, because it computes float16 nodes in float32.
  assert.ok(operators(after).lastIndexOf("Cast") > operators(after).indexOf("Relu"));
  const overflowing = new Map([["b", 3e6], ["c", 3e6]]);
  const observed = changed(before, (model) => convertToFloat16(model, { overflowing }));
  assert.deepEqual(observed.result.map(({ name }) => name), ["b", "c", "y"]);
  const found = difference(await outputOf(observed.after, [16]), await outputOf(before, [16]));
  assert.ok(found > 0 && found < WITHIN_ROUNDING, `${found}`);
});

Deno.test("nodes that read or write a value beyond the range stay in float32, and are named", async () => {
  const overflowing = new Map([["b", 1.2e5], ["c", 1.2e5]]);
  const { before, after, result } = changed(
    scaling(4e4, 4e4),
    (model) => convertToFloat16(model, { overflowing }),
  );
  assert.deepEqual(result.map(({ name, reason }) => [name, reason]), [
    ["b", "b reaches 1.2e+5"],
    ["c", "b reaches 1.2e+5"],
    ["y", "c reaches 1.2e+5"],
  ]);
  const found = difference(await outputOf(after, [16]), await outputOf(before, [16]));
  assert.ok(found < WITHIN_ROUNDING, `${found}`);
});

Deno.test("an epsilon that float16 loses keeps its node in float32", async () => {
  const model = modelOf({
    shape: [16],
    constants: [
      makeTensor("zero", "float32", [], Float32Array.of(0)),
      makeTensor("epsilon", "float32", [], Float32Array.of(1e-12)),
    ],
    nodes: [
      makeNode("Mul", ["x", "zero"], ["a"]),
      makeNode("Add", ["a", "epsilon"], ["b"]),
      makeNode("Div", ["a", "b"], ["y"]),
    ],
  });
  const { after, result } = toFloat16(model);
  assert.match(result[0]!.reason, /its constant epsilon has 1\.0e-12, and float16 loses digits/);
  const y = await outputOf(after, [16]);
  assert.ok(!y.includes(NaN), `${y}`);
});

Deno.test("a value that a subgraph and float16 nodes read is in both types", async () => {
  const branch = (op: string) => ({
    graph: {
      ...modelOf({ shape: [], constants: [], nodes: [makeNode(op, ["a"], ["y"])] }).graph!,
      input: [],
    },
  });
  const model = modelOf({
    shape: [16],
    constants: [
      floats("matrix", [16, 8]),
      makeTensor("condition", "bool", [], Uint8Array.of(0)),
    ],
    nodes: [
      makeNode("MatMul", ["x", "matrix"], ["a"]),
      makeNode("If", ["condition"], ["b"], {
        then_branch: branch("Relu"),
        else_branch: branch("Neg"),
      }),
      makeNode("Add", ["a", "b"], ["c"]),
      makeNode("Add", ["c", "a"], ["y"]),
    ],
  });
  for (const { attribute } of model.graph!.node) {
    for (const { g } of attribute) if (g) g.node[0]!.output[0] = g.output[0]!.name = "inner";
  }
  const { before, after } = toFloat16(model);
  const found = difference(await outputOf(after, [16]), await outputOf(before, [16]));
  assert.ok(found < WITHIN_ROUNDING, `${found}`);
});

function withUnused() {
  const model = scaling(2, 3);
  model.graph!.initializer.push(floats("unused", [100]));
  return model;
}

Deno.test("a value in float16 has a name that no other value has", async () => {
  const model = modelOf({
    shape: [16],
    constants: [floats("x_float16", [16])],
    nodes: [
      makeNode("Add", ["x", "x_float16"], ["x_float16_1"]),
      makeNode("Neg", ["x_float16_1"], ["y"]),
    ],
  });
  const { before, after } = toFloat16(model);
  const computed = after.graph!.node.flatMap(({ output }) => output);
  const names = [...computed, "x", ...after.graph!.initializer.map(({ name }) => name)];
  assert.equal(new Set(names).size, names.length, names.join());
  const found = difference(await outputOf(after, [16]), await outputOf(before, [16]));
  assert.ok(found < WITHIN_ROUNDING, `${found}`);
});

Deno.test("constants that nothing reads are not stored", () => {
  const { after } = toFloat16(withUnused());
  const names = after.graph!.initializer.map(({ name }) => name);
  assert.ok(names.length > 0 && !names.some((name) => name.startsWith("unused")), names.join());
});

Deno.test("a node without a name is named by its first output where it stays in float32", () => {
  const model = scaling(1e6, 3);
  for (const node of model.graph!.node) node.name = "";
  assert.deepEqual(toFloat16(model).result.map(({ name }) => name), ["b"]);
});

/** The types in which a constant is stored that a node in float16 and one in float32 read. */
function storedTypes(length: number) {
  const model = modelOf({
    ...{ shape: [length], outputs: ["b"] },
    constants: [floats("both", [length])],
    nodes: [
      makeNode("Add", ["x", "both"], ["a"]),
      makeNode("Mystery", ["both"], ["b"], {}, { domain: "my.own" }),
      makeNode("Neg", ["a"], ["y"]),
    ],
  });
  convertToFloat16(model);
  return model.graph!.initializer.map(({ name, dataType }) => [name, DataType[dataType]]);
}

Deno.test("a weight that both types read is stored once, and a smaller constant in both", () => {
  assert.deepEqual(storedTypes(64), [["both_float16", "FLOAT16"]]);
  assert.deepEqual(storedTypes(63), [["both", "FLOAT"], ["both_float16", "FLOAT16"]]);
});

Deno.test("a single number needs the digits that float16 has, from 2^-14 on", () => {
  const kept = (value: number) => toFloat16(scaling(value, 3)).result.length;
  assert.deepEqual([2 ** -14, -(2 ** -14), 0, 65_504, -65_504].map(kept), [0, 0, 0, 0, 0]);
  assert.deepEqual([2 ** -15, -(2 ** -15), 65_505, -65_505].map(kept), [1, 1, 1, 1]);
});

Deno.test("files in float16 are valid", needs("Python's onnx"), async () => {
  const convolutions = encodeModel(toFloat16(convolutional()).after);
  const recurrences = encodeModel(toFloat16(recurrent()).after);
  const kept = encodeModel(toFloat16(scaling(1e6, 3)).after);
  await checkOnnx({ convolutions, recurrences, kept });
});
