import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileModel, exportOnnx } from "../export.ts";
import type { ExportOptions } from "../export_options.ts";
import { predictGraphModel } from "../graph_model/predict.ts";
import { decodeModel } from "../../onnx/encode.ts";
import { type Numbers, runModel } from "../testing/agrees_with_tfjs.ts";
import { constant, type GraphExtras, graphModel, op, placeholder } from "../testing/graph_def.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** Float32 sums of a few products: rounding is far below this. */
const TOLERANCE = 1e-5;

/** Exports a model and compares every output with tfjs. */
async function assertExports(
  model: tf.GraphModel,
  inputs: Readonly<Record<string, Numbers>>,
  options: ExportOptions = {},
): Promise<string[]> {
  const compiled = compileModel(model, options);
  const results = await runModel(compiled.encode(), inputs);
  const tensors = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape, dtype }]) => [
      name,
      tf.tensor(data, [...shape], dtype),
    ]),
  );
  const expected = await predictGraphModel(model, tensors, options);
  assert.equal(expected.length, compiled.outputs.length);
  compiled.outputs.forEach((name, i) => {
    const { shape, data } = results[name]!;
    assert.deepEqual(shape, expected[i]!.shape, name);
    expected[i]!.dataSync().forEach((wanted, at) =>
      assert.ok(Math.abs(wanted - data[at]!) <= TOLERANCE, `${name}[${at}]: ${data[at]} ${wanted}`)
    );
  });
  return [...compiled.outputs];
}

const numbers = (shape: number[], dtype: Numbers["dtype"] = "float32"): Numbers => {
  const size = shape.reduce((a, b) => a * b, 1);
  const data = Array.from(
    { length: size },
    (_, i) => dtype === "int32" ? i % 3 : (i % 7) / 7 - 0.4,
  );
  return {
    shape,
    dtype,
    data: dtype === "int32" ? Int32Array.from(data) : Float32Array.from(data),
  };
};

const weights = tf.tidy(() => Array.from(tf.linspace(-1, 1, 4 * 20).dataSync()));
const kernel = { name: "dense/kernel", value: tf.tensor(weights, [4, 20]) };

/** x [batch, 4] · kernel, split into two halves. */
const split = [
  placeholder("serving_default_x", [-1, 4]),
  kernel,
  op("dense/MatMul", "MatMul", ["serving_default_x", "dense/kernel"]),
  constant("axis", 1, "int32"),
  op("split", "Split", ["axis", "dense/MatMul"], { num_split: { i: "2" } }),
];

Deno.test("names of inputs and outputs are the keys of the signature", async () => {
  const extras: GraphExtras = {
    signature: {
      inputs: { "x:0": "serving_default_x:0" },
      outputs: { "head/left": "split:0", "right": "split:1", "again": "split:1" },
    },
  };
  const model = await graphModel(split, extras);
  const names = await assertExports(model, { "x:0": numbers([3, 4]) });
  // tfjs itself has one name for two outputs of one node.
  assert.deepEqual(names, ["head/left", "right", "again"]);
});

Deno.test("the names that predict() gives to outputs win over the signature's", async () => {
  const model = await graphModel(split, {
    signature: { inputs: { x: "serving_default_x:0" }, outputs: { a: "split:0", b: "split:1" } },
    metadata: { structuredOutputKeys: ["left", "right"] },
  });
  assert.deepEqual(await assertExports(model, { x: numbers([2, 4]) }), ["left", "right"]);
});

Deno.test("without a signature, placeholders are the inputs and unread nodes the outputs", async () => {
  const model = await graphModel(split.slice(0, 3));
  const names = await assertExports(model, { serving_default_x: numbers([2, 4]) });
  assert.deepEqual(names, ["dense/MatMul"]);
});

Deno.test("an output with the name of an input gets the name of its node", async () => {
  const model = await graphModel(split.slice(0, 3), {
    signature: { inputs: { x: "serving_default_x:0" }, outputs: { x: "dense/MatMul:0" } },
  });
  assert.deepEqual(await assertExports(model, { x: numbers([2, 4]) }), ["dense/MatMul"]);
});

Deno.test("weights keep the names of their nodes in the file", async () => {
  const { graph } = decodeModel(exportOnnx(await graphModel(split)));
  assert.ok(graph!.initializer.some(({ name }) => name === "dense/kernel"));
});

Deno.test("a weight with NaN is refused, and a mask with infinities is not", async () => {
  const spoilt = (number: number) => ({
    name: "dense/kernel",
    value: tf.tensor(weights.with(5, number), [4, 20]),
  });
  const nan = await graphModel(split.with(1, spoilt(NaN)));
  assert.throws(() => exportOnnx(nan), /weight 'dense\/kernel' are NaN/);
  exportOnnx(await graphModel(split.with(1, spoilt(-Infinity))));
});

Deno.test("lengths that a graph computes from the shape of its input stay symbolic", async () => {
  const model = await graphModel([
    placeholder("x", [-1, 2, 3]),
    op("shape", "Shape", ["x"]),
    constant("zero", [0], "int32"),
    constant("one", [1], "int32"),
    op("batch", "StridedSlice", ["shape", "zero", "one", "one"], { shrink_axis_mask: { i: "1" } }),
    constant("six", 6, "int32"),
    op("target", "Pack", ["batch", "six"], { axis: { i: "0" } }),
    op("flat", "Reshape", ["x", "target"]),
  ]);
  for (const batch of [1, 5]) await assertExports(model, { x: numbers([batch, 2, 3]) });
});

Deno.test("a graph for one batch size asks for it", async () => {
  const model = await graphModel([
    placeholder("x", [-1, 6]),
    constant("target", [2, 3], "int32"),
    op("block", "Reshape", ["x", "target"]),
  ]);
  assert.throws(
    () => exportOnnx(model),
    (error: Error & { hint: string }) =>
      /its node 'block' \(Reshape\) fails/.test(error.message) &&
      /--batch-size 1/.test(error.hint),
  );
  await assertExports(model, { x: numbers([1, 6]) }, { batchSize: 1 });
});

Deno.test("shapes fix free lengths, and null keeps one free", async () => {
  const model = await graphModel([
    placeholder("image", [-1, -1, -1, 2]),
    { name: "filter", value: tf.tensor(weights.slice(0, 54), [3, 3, 2, 3]) },
    op("conv", "Conv2D", ["image", "filter"], {
      strides: { list: { i: ["1", "1", "1", "1"] } },
      dilations: { list: { i: ["1", "1", "1", "1"] } },
      padding: { s: btoa("SAME") },
      data_format: { s: btoa("NHWC") },
    }),
  ]);
  const image = numbers([2, 5, 4, 2]);
  await assertExports(model, { image }, { shapes: { image: [null, 5, 4, 2] } });
  await assertExports(model, { image }, { shapes: { image: [2, 5, 4, 2] } });
  await assertExports(model, { image }, { shapes: { image: [2, null, 4, 2] } });
  const refuses = (shapes: ExportOptions["shapes"], message: RegExp, batchSize?: number) =>
    assert.throws(
      () => exportOnnx(model, { shapes: shapes!, ...(batchSize && { batchSize }) }),
      message,
    );
  refuses({}, /input 'image' of shape \[batch, any, any, 2\] has a free length besides the batch/);
  refuses({ image: [1, 5, 4] }, /the shape \[1, 5, 4\]: the model takes \[batch, any, any, 2\]/);
  refuses({ image: [1, 5, 4, 3] }, /the shape \[1, 5, 4, 3\]: the model takes/);
  refuses({ photo: [1] }, /Cannot fix the shape of 'photo': the model has no such input/);
  refuses({ image: [2, 5, 4, 2] }, /batch size 3: the first length of its input 'image' is 2/, 3);
});

Deno.test("chosen outputs end the graph, and inputs that they do not need are left out", async () => {
  const model = await graphModel([
    ...split,
    placeholder("y", [-1, 10]),
    op("sum", "AddV2", ["split:1", "y"]),
  ]);
  const x = { serving_default_x: numbers([2, 4]) };
  assert.deepEqual(
    await assertExports(model, x, { outputs: ["split:1", "dense/MatMul"] }),
    ["split:1", "dense/MatMul"],
  );
  assert.throws(
    () => exportOnnx(model, { outputs: ["splat"] }),
    (error: Error & { hint: string }) =>
      /has no output and no node 'splat'/.test(error.message) && /are sum;/.test(error.hint),
  );
});

Deno.test("an input that is a constant decides a branch, and is no input of the file", async () => {
  const model = await graphModel([
    placeholder("x", [-1, 4]),
    placeholder("training", [], "bool"),
    placeholder("scale", [2]),
    op("branch", "Switch", ["x", "training"]),
    op("noisy", "Exp", ["branch:1"]),
    op("plain", "Neg", ["branch:0"]),
    op("either", "Merge", ["plain", "noisy"]),
    op("factor", "Prod", ["scale", "axis"]),
    constant("axis", 0, "int32"),
    op("y", "Mul", ["either", "factor"]),
  ]);
  for (const training of [0, 1]) {
    const constants = { training, scale: 3 };
    const x = { x: numbers([2, 4]) };
    assert.deepEqual(await assertExports(model, x, { constants }), ["y"]);
    const [input, ...others] = decodeModel(exportOnnx(model, { constants })).graph!.input;
    assert.deepEqual([input!.name, others], ["x", []]);
  }
  assert.throws(() => exportOnnx(model), /its condition depends on data/);
  assert.throws(
    () => exportOnnx(model, { constants: { phase: 1 } }),
    (error: Error & { hint: string }) =>
      /Cannot fix the input 'phase': the model has no such input/.test(error.message) &&
      /x, training, scale/.test(error.hint),
  );
  assert.throws(() => exportOnnx(model, { constants: { x: 1 } }), /'x': a length of it is free/);
});
