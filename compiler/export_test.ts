import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createGenerator } from "../data/random.ts";
import { WeftError } from "../error.ts";
import { decodeModel } from "../onnx/encode.ts";
import { compileModel, type Exportable, exportOnnx } from "./export.ts";
import { type DType, newData, sizeOf } from "./graph.ts";
import { NCHW, toPhysical } from "./layout.ts";
import { assertClose, type Numbers, onTfjs, runModel } from "./testing/agrees_with_tfjs.ts";

function drawn(shape: readonly number[], dtype: DType = "float32"): Numbers {
  const generator = createGenerator(3, shape.length);
  const data = newData(dtype, sizeOf(shape)).map(() =>
    dtype === "float32" ? generator.uniform() : generator.below(3)
  );
  return { shape, dtype, data };
}

type Fn = Extract<Exportable, { fn: unknown }>;

/** Exports a function with a symbolic batch and compares it with tfjs at several batch sizes. */
async function assertSymbolic(model: Fn, batches = [1, 2, 7]): Promise<Uint8Array> {
  const bytes = exportOnnx(model);
  for (const batch of batches) {
    const inputs = Object.fromEntries(
      Object.entries(model.inputs).map(([name, { shape, dtype }]) => [
        name,
        drawn(shape.map((length) => length ?? batch), dtype),
      ]),
    );
    assertClose(await runModel(bytes, inputs), onTfjs(model.fn, inputs), 1e-5, `batch ${batch}: `);
  }
  return bytes;
}

const rows = { x: { shape: [null, 6], dtype: "float32" } } as const;

/** Functions whose shapes depend on the batch size in ways that a graph can express. */
const symbolic: Readonly<Record<string, Fn["fn"]>> = {
  "a reshape that keeps the batch": ({ x }) => ({ y: tf.reshape(x!, [x!.shape[0]!, 2, 3]) }),
  "a reshape that doubles the batch": ({ x }) => ({ y: tf.reshape(x!, [2 * x!.shape[0]!, 3]) }),
  "a reshape in which two lengths grow with the batch": ({ x }) => {
    const batch = x!.shape[0]!;
    return { y: tf.matMul(tf.reshape(x!, [batch, 6]), tf.ones([6, 2])) };
  },
  "flattening": ({ x }) => ({ y: tf.reshape(x!, [-1]) }),
  "tiles": ({ x }) => ({ y: tf.tile(tf.slice(x!, [0, 0], [1, 6]), [x!.shape[0]!, 2]) }),
  "all but the last row": ({ x }) => ({
    y: tf.sum(tf.slice(x!, [0, 0], [x!.shape[0]! - 1, 6]), 0),
  }),
  "the last row": ({ x }) => ({ y: tf.slice(x!, [x!.shape[0]! - 1, 2], [1, 3]) }),
  "padding to a multiple of the batch": ({ x }) => ({ y: tf.pad(x!, [[0, x!.shape[0]!], [1, 0]]) }),
  "zeros of the batch's size": ({ x }) => ({ y: tf.concat([x!, tf.zeros([x!.shape[0]!, 1])], 1) }),
  "ones of the batch's size, computed with": ({ x }) => ({
    y: tf.add(x!, tf.mul(tf.ones([x!.shape[0]!, 1]), 3)),
  }),
  "a transpose": ({ x }) => ({ y: tf.matMul(tf.transpose(x!), x!) }),
  "a product with itself": ({ x }) => ({ y: tf.sum(tf.matMul(x!, tf.transpose(x!)), 1) }),
  "means over the batch": ({ x }) => ({ y: tf.sub(x!, tf.mean(x!, 0)) }),
  "a batch on another axis": ({ x }) => ({ y: tf.reshape(tf.transpose(x!), [3, 2, -1]) }),
  "images": ({ x }) => {
    const image = tf.reshape(x!, [x!.shape[0]!, 3, 2, 1]) as tf.Tensor4D;
    const y = tf.conv2d(image, tf.ones([2, 2, 1, 4]), 1, "same");
    return { y: tf.softmax(tf.reshape(tf.maxPool(y, 2, 1, "same"), [x!.shape[0]!, 24])) };
  },
};

for (const [name, fn] of Object.entries(symbolic)) {
  Deno.test(`a symbolic batch allows ${name}`, async () => {
    const bytes = await assertSymbolic({ fn, inputs: rows });
    const type = decodeModel(bytes).graph!.input[0]!.type!.value;
    const dims = type.case === "tensorType" ? type.value.shape!.dim : [];
    assert.deepEqual(dims.map(({ value }) => value.value), ["batch", 6n]);
  });
}

Deno.test("several inputs and outputs keep their names and their order", async () => {
  const bytes = await assertSymbolic({
    fn: ({ first, second, label }) => ({
      zeta: tf.add(first!, second!),
      alpha: tf.mul(first!, tf.expandDims(tf.cast(label!, "float32"), 1)),
      hits: tf.oneHot(label as tf.Tensor1D, 3),
    }),
    inputs: {
      second: { shape: [4], dtype: "float32" },
      first: { shape: [null, 4], dtype: "float32" },
      label: { shape: [null], dtype: "int32" },
    },
  });
  const { input, output } = decodeModel(bytes).graph!;
  assert.deepEqual(input.map(({ name }) => name), ["second", "first", "label"]);
  assert.deepEqual(output.map(({ name }) => name), ["zeta", "alpha", "hits"]);
});

Deno.test("a length that is a multiple of the batch is named 2*batch", () => {
  const bytes = exportOnnx({ fn: symbolic["a reshape that doubles the batch"]!, inputs: rows });
  const type = decodeModel(bytes).graph!.output[0]!.type!.value;
  const dims = type.case === "tensorType" ? type.value.shape!.dim : [];
  assert.deepEqual(dims.map(({ value }) => value.value), ["2*batch", 3n]);
});

/** Functions that no graph with a symbolic batch can express. */
const refused: Readonly<Record<string, Fn["fn"]>> = {
  "a division by the batch size": ({ x }) => ({ y: tf.div(x!, x!.shape[0]!) }),
  "an attribute that is the batch size": ({ x }) => ({ y: tf.oneHot([1, 2], x!.shape[0]!) }),
  "half of the batch": ({ x }) => ({
    y: tf.slice(x!, [0, 0], [Math.floor(x!.shape[0]! / 2), 6]),
  }),
  "the square of the batch size": ({ x }) => ({ y: tf.sum(tf.ones([x!.shape[0]! ** 2])) }),
  "as many operations as there are rows": ({ x }) => {
    let y: tf.Tensor = x!;
    for (let i = 0; i < x!.shape[0]! % 10; i++) y = tf.exp(y);
    return { y };
  },
  "another operation for other sizes": ({ x }) => ({
    y: x!.shape[0] === 1009 ? tf.exp(x!) : tf.sin(x!),
  }),
  "padding to an even number of rows": ({ x }) => ({
    y: tf.sum(tf.pad(x!, [[0, x!.shape[0]! % 2], [0, 0]]), 0),
  }),
  "padding to a multiple of 64 rows": ({ x }) => ({
    y: tf.sum(tf.pad(x!, [[0, 63 - (x!.shape[0]! - 1) % 64], [0, 0]]), 0),
  }),
  "a result that is longer than the batch": ({ x }) => ({ y: tf.pad(x!, [[0, 1], [0, 0]]) }),
};

for (const [name, fn] of Object.entries(refused)) {
  Deno.test(`a symbolic batch is refused for ${name}`, () => {
    assert.throws(() => exportOnnx({ fn, inputs: rows }), (error: unknown) => {
      assert.ok(error instanceof WeftError, `${error}`);
      assert.equal(error.code, "compiler");
      assert.match(error.message, /symbolic batch size: .* depends on the batch size/);
      assert.match(error.hint, /batchSize/);
      return true;
    });
    assert.ok(exportOnnx({ fn, inputs: rows }, { batchSize: 5 }).length > 0);
  });
}

const small = (seed = 1) =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: "conv1",
        filters: 3,
        kernelSize: 3,
        inputShape: [6, 5, 2],
        activation: "relu",
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
        biasInitializer: tf.initializers.constant({ value: 0.5 }),
      }),
      tf.layers.batchNormalization({ name: "bn1" }),
      tf.layers.maxPooling2d({ name: "pool1", poolSize: 2 }),
      tf.layers.dropout({ name: "drop", rate: 0.5 }),
      tf.layers.flatten({ name: "flat" }),
      tf.layers.dense({
        name: "fc1",
        units: 4,
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
      }),
    ],
  });

Deno.test("a layers model is exported with its layers' names", async () => {
  const model = small();
  const bytes = exportOnnx(model, { outputs: ["logits"] });
  const { graph, opsetImport } = decodeModel(bytes);
  const nodes = graph!.node;
  assert.deepEqual(opsetImport.map(({ domain, version }) => [domain, version]), [["", 17n]]);
  assert.ok(nodes.every(({ domain }) => domain === ""));
  assert.ok(nodes.some(({ name, opType }) => name === "conv1/Conv" && opType === "Conv"));
  assert.ok(nodes.some(({ name, opType }) => name === "fc1/Gemm" && opType === "Gemm"));
  const names = new Set(graph!.initializer.map(({ name }) => name));
  for (const { originalName } of model.weights) assert.ok(names.has(originalName), originalName);
  assert.equal(new Set(nodes.map(({ name }) => name)).size, nodes.length);
  const image = drawn([3, 6, 5, 2]);
  assertClose(
    await runModel(bytes, { conv1_input: image }),
    { logits: onTfjs(({ x }) => ({ y: model.predict(x!) as tf.Tensor }), { x: image }).y! },
  );
  model.dispose();
});

Deno.test("bytes depend only on the parameters, and metadata is sorted", () => {
  const options = { outputs: ["logits"], metadata: { b: "2", a: "1" } };
  const [first, again, other] = [small(), small(), small(2)];
  const bytes = exportOnnx(first, options);
  assert.deepEqual(exportOnnx(first, options), bytes);
  assert.notDeepEqual(exportOnnx(other, options), bytes);
  assert.deepEqual(exportOnnx(again, options), bytes);
  assert.deepEqual(decodeModel(bytes).metadataProps.map(({ key }) => key), ["a", "b"]);
  for (const model of [first, again, other]) model.dispose();
});

Deno.test("a compiled model can be written with other parameters", async () => {
  const [first, second] = [small(), small(2)];
  const compiled = compileModel(first, { outputs: ["logits"], layouts: {} });
  const parameters = new Map(
    second.weights.map((weight) => [weight.originalName, weight.read().dataSync<"float32">()]),
  );
  const input = "conv1_input";
  const image = drawn([2, 6, 5, 2]);
  const expected = (model: tf.LayersModel) => ({
    logits: onTfjs(({ x }) => ({ y: model.predict(x!) as tf.Tensor }), { x: image }).y!,
  });
  assertClose(
    await runModel(compiled.encode({ parameters }), { [input]: image }),
    expected(second),
  );
  assertClose(await runModel(compiled.encode(), { [input]: image }), expected(first));
  const short = new Map([["fc1/kernel", new Float32Array(3)]]);
  assert.throws(
    () => compiled.encode({ parameters: short }),
    (error: unknown) =>
      error instanceof WeftError &&
      /'fc1\/kernel': expected \d+ numbers.*found 3/.test(error.message),
  );
  first.dispose();
  second.dispose();
});

Deno.test("a weight that is no number is refused with its place", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3], name: "fc" })],
    });
    model.setWeights([tf.tensor2d([[1, 2], [3, bad], [5, NaN]]), tf.zeros([2])]);
    assert.throws(() => exportOnnx(model), {
      name: "WeftError",
      code: "compiler",
      message: "Cannot export the model: 2 of the 6 numbers in the weight 'fc/kernel' are NaN or " +
        `infinite, the first one (${bad}) at position 3`,
    });
    model.dispose();
  }
});

Deno.test("a file has the graph after all passes", () => {
  const bytes = exportOnnx({
    fn: ({ x }) => {
      const y = tf.conv2d(x as tf.Tensor4D, tf.ones([3, 3, 2, 4]), 1, "same");
      return { y: tf.relu(tf.add(y, tf.range(0, 4))) };
    },
    inputs: { x: { shape: [null, 5, 5, 2], dtype: "float32" } },
  });
  const { node } = decodeModel(bytes).graph!;
  const convs = node.filter(({ opType }) => opType === "Conv");
  assert.deepEqual(convs.map(({ input }) => input.length), [3], "the sum is the bias");
  assert.ok(!node.some(({ opType }) => opType === "Add"));
});

Deno.test("metadata is that of the export, or that of the call that writes the file", () => {
  const model = small();
  const compiled = compileModel(model, { outputs: ["logits"], metadata: { a: "1" } });
  const metadataOf = (bytes: Uint8Array) =>
    decodeModel(bytes).metadataProps.map(({ key, value }) => [key, value]);
  assert.deepEqual(metadataOf(compiled.encode()), [["a", "1"]]);
  assert.deepEqual(metadataOf(compiled.encode({ metadata: { b: "2" } })), [["b", "2"]]);
  assert.deepEqual(metadataOf(exportOnnx(model)), []);
  model.dispose();
});

Deno.test("an input can have another layout", async () => {
  const model = small();
  const input = "conv1_input";
  const bytes = exportOnnx(model, { outputs: ["logits"], layouts: { [input]: NCHW } });
  const image = drawn([2, 6, 5, 2]);
  const physical: Numbers = {
    shape: [2, 2, 6, 5],
    dtype: "float32",
    data: toPhysical(image.data, image.shape, NCHW),
  };
  const { y } = onTfjs(({ x }) => ({ y: model.predict(x!) as tf.Tensor }), { x: image });
  assertClose(await runModel(bytes, { [input]: physical }), { logits: y! });
  model.dispose();
});

Deno.test("another number of names than outputs is refused", () => {
  const model = small();
  assert.throws(
    () => exportOnnx(model, { outputs: ["a", "b"] }),
    (error: unknown) =>
      error instanceof WeftError && /2 names were given for its 1 outputs/.test(error.message),
  );
  model.dispose();
});

Deno.test("a model with a free length besides the batch is refused", () => {
  const model = tf.sequential({
    layers: [tf.layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [null, null, 1] })],
  });
  assert.throws(() => exportOnnx(model), (error: unknown) => {
    assert.ok(error instanceof WeftError);
    assert.match(error.message, /input .* of shape \[batch, any, any, 1\]/);
    return true;
  });
  model.dispose();
});

Deno.test("batch normalisation and dropout are exported for inference", () => {
  const model = small();
  const { graph } = decodeModel(exportOnnx(model, { outputs: ["y"] }));
  const ops = graph!.node.map(({ opType }) => opType);
  assert.ok(ops.includes("BatchNormalization"));
  assert.ok(!ops.includes("ReduceMean"));
  assert.equal(graph!.input.length, 1);
  model.dispose();
});
