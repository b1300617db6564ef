import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx } from "../export.ts";
import { constant, graphModel, op, placeholder } from "../testing/graph_def.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** Asserts that a model is refused, and that the cut of the hint can be exported. */
function assertCut(model: tf.GraphModel, message: RegExp, cut: readonly string[]): void {
  assert.throws(() => exportOnnx(model), (error: Error & { hint: string }) => {
    assert.match(error.message, message);
    const named = /--outputs (\S+) or/.exec(error.hint)?.[1]?.split(",") ?? [];
    assert.deepEqual(named, cut);
    return true;
  });
  if (cut.length > 0) exportOnnx(model, { outputs: cut });
}

const scaled = [
  placeholder("x", [-1, 4]),
  constant("two", 2),
  op("scaled", "Mul", ["x", "two"]),
  op("softmax", "Softmax", ["scaled"]),
];

Deno.test("ops that are not compiled are named with the cut in front of them", async () => {
  const model = await graphModel([
    ...scaled,
    op("positive", "Greater", ["scaled", "two"]),
    op("strange", "NoSuchOp", ["positive"]),
    op("found", "GatherNd", ["softmax", "strange"]),
    op("other", "Neg", ["softmax"]),
  ]);
  assertCut(model, /: NoSuchOp \(strange\): tfjs has no such op$/, [
    "positive",
    "softmax",
    "other",
  ]);
});

Deno.test("several ops that are not compiled are named together", async () => {
  const complex = { Tcomplex: { type: "DT_COMPLEX64" }, Treal: { type: "DT_FLOAT" } };
  const model = await graphModel([
    ...scaled,
    constant("length", [4], "int32"),
    op("spectrum", "RFFT", ["softmax", "length"], complex),
    op("strange", "NoSuchOp", ["scaled"]),
  ]);
  assertCut(
    model,
    /NoSuchOp \(strange\): tfjs has no such op; RFFT \(spectrum\): ONNX has no complex/,
    [
      "softmax",
      "scaled",
    ],
  );
});

Deno.test("tables and texts are refused, and the cut keeps what does without them", async () => {
  const table = { key_dtype: { type: "DT_FLOAT" }, value_dtype: { type: "DT_FLOAT" } };
  const model = await graphModel([
    ...scaled,
    placeholder("words", [-1], "string"),
    op("hash", "StringToHashBucketFast", ["words"], { num_buckets: { i: "10" } }),
    op("table", "HashTableV2", [], table),
    op("looked_up", "LookupTableFindV2", ["table", "softmax", "two"], table),
  ]);
  assertCut(model, /words\): a compiled graph computes with numbers, not texts/, ["softmax"]);
});

Deno.test("the cut may be a tensor whose shape depends on data", async () => {
  const model = await graphModel([
    ...scaled,
    op("positive", "Greater", ["scaled", "two"]),
    op("where", "Where", ["positive"]),
    op("strange", "NoSuchOp", ["where"]),
    op("found", "Conv2D", ["where", "scaled"]),
  ]);
  assertCut(
    model,
    /: Conv2D, NoSuchOp \(found, strange\): it is compiled for fixed shapes only/,
    ["where", "scaled", "softmax"],
  );
});

Deno.test("a division of integers whose number depends on data is refused with its cut", async () => {
  const model = await graphModel([
    ...scaled,
    constant("five", 5, "int32"),
    op("positive", "Greater", ["scaled", "two"]),
    op("where", "Where", ["positive"]),
    op("half", "RealDiv", ["where", "five"]),
    op("y", "Neg", ["half"]),
  ]);
  assertCut(model, /: RealDiv \(half\): it divides integers$/, ["where", "softmax"]);
});

Deno.test("without an output in front of the refused op, the error says so", async () => {
  const model = await graphModel([
    placeholder("x", [-1, 4]),
    op("strange", "NoSuchOp", ["x"]),
  ]);
  assertCut(model, /NoSuchOp \(strange\)/, []);
  assert.throws(
    () => exportOnnx(model),
    (error: Error & { hint: string }) =>
      /No output in front of them depends on the inputs/.test(error.hint),
  );
});

Deno.test("a failed export leaves a model as it was, and so does one that succeeds", async () => {
  const words = { name: "names", value: tf.tensor(["a", "b"], [2], "string") };
  const model = await graphModel([
    ...scaled,
    op("alias", "Identity", ["two"]),
    op("again", "Mul", ["softmax", "alias"]),
    words,
    op("hash", "StringToHashBucketFast", ["names"], { num_buckets: { i: "10" } }),
  ]);
  const x = tf.tensor2d([[1, 2, 3, 4]]);
  const predict = () => tf.tidy(() => [...(model.execute(x, "again") as tf.Tensor).dataSync()]);
  const [before, { numTensors, numDataBuffers }] = [predict(), tf.memory()];
  assert.throws(() => exportOnnx(model), /texts|numbers/);
  exportOnnx(model, { outputs: ["again"] });
  assert.deepEqual(predict(), before);
  assert.deepEqual([tf.memory().numTensors, tf.memory().numDataBuffers], [
    numTensors,
    numDataBuffers,
  ]);
  assert.equal(model.weights.two![0]!.isDisposed, false);
  assert.deepEqual([...model.weights.names![0]!.dataSync<"string">()], ["a", "b"]);
});
