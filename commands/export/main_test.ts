import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { createSession } from "../../runtime/session.ts";
import { exportModel } from "./main.ts";
import { SPEC } from "./spec.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** A small model with two inputs, an image and tokens. */
function build(): tf.LayersModel {
  const image = tf.input({ shape: [6, 6, 2], name: "image" });
  const tokens = tf.input({ shape: [4], name: "tokens", dtype: "int32" });
  const features = tf.layers.flatten().apply(
    tf.layers.conv2d({ filters: 3, kernelSize: 3, activation: "relu" }).apply(image),
  );
  const embedded = tf.layers.flatten().apply(
    tf.layers.embedding({ inputDim: 5, outputDim: 3 }).apply(tokens),
  );
  const both = tf.layers.concatenate().apply([features, embedded] as tf.SymbolicTensor[]);
  const logits = tf.layers.dense({ units: 4, name: "logits" }).apply(both) as tf.SymbolicTensor;
  return tf.model({ inputs: [image, tokens], outputs: logits });
}

/** Saves a model as tfjs does, its weights in two files. */
async function save(model: tf.LayersModel, folder: string): Promise<void> {
  await model.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    const bytes = new Uint8Array(weightData as ArrayBuffer);
    const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
    await Deno.writeFile(join(folder, paths[0]!), bytes.subarray(0, 100));
    await Deno.writeFile(join(folder, paths[1]!), bytes.subarray(100));
    const json = {
      format: "layers-model",
      modelTopology,
      weightsManifest: [{ paths, weights: weightSpecs }],
    };
    await Deno.writeTextFile(join(folder, "model.json"), JSON.stringify(json));
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  }));
}

async function withModel(test: (folder: string) => Promise<void>, model = build()): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "my model " });
  try {
    await save(model, folder);
    await test(folder);
  } finally {
    model.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

const run = (...args: string[]) => runRecorded(SPEC, exportModel, args);

Deno.test("export writes a saved model and prints its contents and the difference from tfjs", () =>
  withModel(async (folder) => {
    const file = join(folder, "out.onnx");
    const { code, stdout, stderr } = await run(join(folder, "model.json"), "-o", file);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^inputs +image float32\[batch, 6, 6, 2\]; tokens int32\[batch, 4\]$/m);
    assert.match(stdout, /^outputs +logits float32\[batch, 4\]$/m);
    assert.match(stdout, /^opset +17, domain ai\.onnx$/m);
    assert.match(stdout, /^nodes +\d+: .*\b1 Conv\b.*\b1 Gather\b/m);
    assert.match(stdout, /^cuda +every node$/m);
    assert.match(stdout, /^webgpu +every node$/m);
    assert.match(
      stdout,
      /^check +3 random rows: largest difference from tfjs \(wasm\) \S+ standard deviations .* 1e-4 allowed$/m,
    );
    // 3·3·2·3 + 3 of the convolution, 5·3 of the embedding, (48 + 12)·4 + 4 of the last layer.
    assert.match(stdout, /^parameters +316$/m);
    const session = await createSession(await Deno.readFile(file), { backend: "cpu" });
    assert.deepEqual(session.outputs.map(({ name }) => name), ["logits"]);
    await session.close();
  }));

Deno.test("export writes beside the model by default, fixes a batch size, and prints JSON", () =>
  withModel(async (folder) => {
    const { code, stdout } = await run(join(folder, "model.json"), "--batch-size", "2", "--json");
    assert.equal(code, 0);
    const summary = JSON.parse(stdout);
    assert.equal(summary.file, join(folder, "model.onnx"));
    assert.deepEqual(summary.inputs[0].shape, [2, 6, 6, 2]);
    assert.ok(summary.check.difference <= summary.check.tolerance);
    assert.equal((await Deno.stat(summary.file)).size, summary.bytes);
  }));

Deno.test("export names the nodes that run on the CPU with a GPU backend", async () => {
  const x = tf.input({ shape: [5, 4, 3], name: "x" });
  const up = tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same" });
  const model = tf.model({ inputs: x, outputs: up.apply(x) as tf.SymbolicTensor });
  await withModel(async (folder) => {
    const name = `${up.name}/ConvTranspose`;
    const path = join(folder, "model.json");
    const { stdout } = await run(path);
    assert.ok(
      stdout.includes(`all but 1 node, which runs on the CPU: ${name} (float32)\n`),
      stdout,
    );
    assert.match(stdout, /^webgpu +every node$/m);
    const { placement } = JSON.parse((await run(path, "--json")).stdout);
    assert.deepEqual(placement.cuda.onCpu, [{ name, op: "ConvTranspose", type: "float32" }]);
    assert.deepEqual(placement.webgpu, { onCpu: [], unknown: [], failing: [] });
  }, model);
});

Deno.test("an export that fails prints one line and leaves an older file unchanged", () =>
  withModel(async (folder) => {
    const path = join(folder, "model.json");
    const shard = join(folder, "group1-shard2of2.bin");
    const whole = await Deno.readFile(shard);
    const out = join(folder, "old.onnx");
    await Deno.writeTextFile(out, "older");
    const refuses = async (message: RegExp, ...args: string[]) => {
      const { code, stdout, stderr } = await run(...args);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.equal(stderr.trimEnd().split("\n").length, 1);
      assert.equal(await Deno.readTextFile(out), "older");
    };
    const write = (value: unknown) => Deno.writeTextFile(path, JSON.stringify(value));

    await refuses(/Cannot read .*none\.json.*Check the path/, join(folder, "none.json"), "-o", out);
    await Deno.writeFile(shard, whole.subarray(0, whole.length - 4));
    await refuses(/weights need 1264 bytes and the files beside it hold 1260/, path, "-o", out);
    await Deno.remove(shard);
    await refuses(/Cannot read .*shard2of2\.bin.*model\.json names it/, path, "-o", out);
    const spoilt = whole.slice();
    new DataView(spoilt.buffer).setFloat32(spoilt.length - 4, NaN, true);
    await Deno.writeFile(shard, spoilt);
    await refuses(
      /1 of the 4 numbers in the weight 'logits\/bias' are NaN or infinite, the first one \(NaN\) at position 3.*before they diverged/,
      path,
      "-o",
      out,
    );
    await Deno.writeFile(shard, whole);
    await write({ some: "json" });
    await refuses(/has no modelTopology and weightsManifest/, path, "-o", out);
    await Deno.writeTextFile(path, "{");
    await refuses(/it is not JSON/, path, "-o", out);
  }));

Deno.test("export without a model is a usage error", async () => {
  const { code, stderr } = await run();
  assert.equal(code, 2);
  assert.match(stderr, /Missing MODEL\.json.*deno task export --help/);
});

Deno.test("export names both outputs of a shared layer, and reads a folder with a percent sign", async () => {
  const [x, y] = [tf.input({ shape: [4], name: "x" }), tf.input({ shape: [4], name: "y" })];
  const shared = tf.layers.dense({ units: 30, name: "shared" });
  const outputs = [x, y].map((each) => shared.apply(each) as tf.SymbolicTensor);
  await withModel(async (folder) => {
    const renamed = `${folder} 100% a%20b`;
    await Deno.rename(folder, renamed);
    try {
      const { code, stdout, stderr } = await run(join(renamed, "model.json"));
      assert.equal(code, 0, stderr);
      assert.match(
        stdout,
        /^outputs +shared float32\[batch, 30\]; shared_1 float32\[batch, 30\]$/m,
      );
    } finally {
      await Deno.rename(renamed, folder);
    }
  }, tf.model({ inputs: [x, y], outputs }));
});
