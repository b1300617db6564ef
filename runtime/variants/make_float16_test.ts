import assert from "node:assert/strict";
import { encodeModel } from "../../onnx/encode.ts";
import { makeNode, makeTensor } from "../../onnx/make.ts";
import { floats, modelOf } from "../../tests/rewritten_model.ts";
import { convolutional, IMAGE } from "../../tests/small_models.ts";
import { compareOutputs, outputsOf } from "./compare.ts";
import type { Batch } from "./inputs.ts";
import { makeFloat16 } from "./make_float16.ts";

/** One batch of two rows. */
function rows(shape: readonly number[], factor = 1): Batch[] {
  const lengths = [2, ...shape];
  const size = lengths.reduce((product, length) => product * length, 1);
  const data = Float32Array.from({ length: size }, (_, i) => factor * Math.sin(1.7 * i));
  return [[{ name: "x", shape: lengths, dtype: "float32", data }]];
}

Deno.test("a float16 file is half as large and within its rounding", async () => {
  const bytes = encodeModel(convolutional());
  const batches = rows(IMAGE);
  const file = await makeFloat16(bytes, batches);
  assert.deepEqual(file.float32Nodes, []);
  const { largest } = compareOutputs(
    await outputsOf(file.bytes, batches),
    await outputsOf(bytes, batches),
  );
  assert.ok(largest > 0 && largest < 8 * 2 ** -11, `${largest}`); // rounded in a few layers
});

/** ((x · matrix) * factor) / factor, and a second product. */
function scaled(factor: number): Uint8Array {
  return encodeModel(modelOf({
    shape: [16],
    constants: [
      floats("matrix", [16, 8]),
      floats("other", [8, 8]),
      makeTensor("factor", "float32", [], Float32Array.of(factor)),
    ],
    nodes: [
      makeNode("MatMul", ["x", "matrix"], ["a"]),
      makeNode("Mul", ["a", "factor"], ["b"]),
      makeNode("Div", ["b", "factor"], ["c"]),
      makeNode("MatMul", ["c", "other"], ["y"]),
    ],
  }));
}

Deno.test("values of 1e5 are found by running the inputs, and the nodes around them named", async () => {
  const bytes = scaled(4e4);
  const batches = rows([16]);
  const { float32Nodes, bytes: made } = await makeFloat16(bytes, batches);
  assert.deepEqual(float32Nodes.map(({ name }) => name), ["b", "c"]);
  assert.match(float32Nodes[0]!.reason, /^b reaches \d\.\de\+\d$/);
  const { largest } = compareOutputs(
    await outputsOf(made, batches),
    await outputsOf(bytes, batches),
  );
  assert.ok(largest < 4 * 2 ** -11, `${largest}`); // two products in float16
  assert.deepEqual((await makeFloat16(bytes, rows([16], 1e-3))).float32Nodes, []);
});

Deno.test("values count as beyond float16 from a half of its range on", async () => {
  const ones: Batch[] = [[{
    ...{ name: "x", shape: [1, 16], dtype: "float32" },
    data: new Float32Array(16).fill(1),
  }]];
  for (const [factor, expected] of [[-33e3, ["b", "c"]], [32e3, []]] as const) {
    const { float32Nodes } = await makeFloat16(
      encodeModel(modelOf({
        shape: [16],
        constants: [
          floats("matrix", [16, 8]),
          makeTensor("factor", "float32", [], Float32Array.of(factor)),
        ],
        nodes: [
          makeNode("Mul", ["x", "factor"], ["b"]),
          makeNode("Div", ["b", "factor"], ["c"]),
          makeNode("MatMul", ["c", "matrix"], ["y"]),
        ],
      })),
      ones,
    );
    assert.deepEqual(float32Nodes.map(({ name }) => name), expected);
  }
});

Deno.test("a model that would stay in float32 whole is refused, with the reason", async () => {
  await assert.rejects(makeFloat16(scaled(1e6), rows([16], 1e6)), /every node stays in float32/);
});
