/** Tests of the whole command with its variants. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { encode } from "fast-png";
import { runRecorded } from "../../../cli/testing/recorded.ts";
import { createGenerator } from "../../../data/random.ts";
import { needs } from "../../../tests/needs.ts";
import { checkOnnx } from "../../../tests/onnx_checker.ts";
import { exportModel } from "../main.ts";
import { SPEC } from "../spec.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** Layers of a small MobileNet: a convolution, a depthwise one, batch normalization, a softmax. */
function pictureModel(): tf.LayersModel {
  const seed = (i: number) => tf.initializers.glorotNormal({ seed: i });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...{ inputShape: [16, 16, 3], filters: 24, kernelSize: 3, padding: "same" as const },
        kernelInitializer: seed(1),
      }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, depthwiseInitializer: seed(2) }),
      tf.layers.reLU({ maxValue: 6 }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 32, activation: "softmax", kernelInitializer: seed(3) }),
    ],
  });
}

/** An embedding, an LSTM, and a dense layer behind values of about 100,000. */
function wordModel(): tf.LayersModel {
  const tokens = tf.input({ shape: [6], dtype: "int32", name: "tokens" });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor) =>
    layer.apply(x) as tf.SymbolicTensor;
  const seed = (i: number) => tf.initializers.glorotNormal({ seed: i });
  const embedded = apply(
    tf.layers.embedding({ inputDim: 500, outputDim: 32, embeddingsInitializer: seed(1) }),
    tokens,
  );
  const state = apply(
    tf.layers.lstm({
      recurrentActivation: "sigmoid",
      units: 24,
      kernelInitializer: seed(2),
      recurrentInitializer: seed(3),
    }),
    embedded,
  );
  const kernelInitializer = tf.initializers.constant({ value: 3e6 });
  const large = apply(tf.layers.dense({ units: 8, kernelInitializer, name: "large" }), state);
  const small = tf.layers.dense({ units: 2, name: "out", kernelInitializer: seed(4) });
  return tf.model({ inputs: tokens, outputs: apply(small, large) });
}

/** Runs a test with a saved model in a folder of its own. */
async function withSaved(model: tf.LayersModel, test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await model.save(tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      await Deno.writeFile(join(folder, "weights.bin"), new Uint8Array(weightData as ArrayBuffer));
      const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      const json = { format: "layers-model", modelTopology, weightsManifest };
      await Deno.writeTextFile(join(folder, "model.json"), JSON.stringify(json));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }));
    await test(folder);
  } finally {
    model.dispose();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes pictures of noise. */
async function writePictures(folder: string, count: number): Promise<void> {
  const generator = createGenerator(1);
  await Deno.mkdir(folder);
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from({ length: 20 * 20 * 3 }, () => generator.below(256));
    const picture = encode({ width: 20, height: 20, channels: 3, data });
    await Deno.writeFile(join(folder, `${i}.png`), picture);
  }
}

const run = (...args: string[]) => runRecorded(SPEC, exportModel, args);

Deno.test("export writes the layout of a hub: three files, the config and the card", (t) =>
  withSaved(pictureModel(), async (folder) => {
    const photos = join(folder, "photos"), hub = join(folder, "my-hub");
    await writePictures(photos, 12);
    const { code, stdout, stderr } = await run(
      ...[join(folder, "model.json"), "-o", `${hub}/`, "--fp16", "--int8"],
      ...["--calibrate", photos, "--pixels", "-1,1"],
    );
    assert.equal(code, 0, stderr);
    const files = ["model.onnx", "model_fp16.onnx", "model_int8.onnx"];
    assert.deepEqual(
      Array.from(Deno.readDirSync(join(hub, "onnx")), ({ name }) => name).sort(),
      files,
    );
    for (const file of files) assert.ok(stdout.includes(join(hub, "onnx", file)), stdout);
    assert.match(stdout, /^file +size +computes in +largest difference +cpu +wasm$/m);
    assert.match(stdout, /model_int8\.onnx .* 3 nodes in integers, ranges of [\d.]+ % of the/);
    const config = JSON.parse(await Deno.readTextFile(join(hub, "config.json")));
    assert.equal(config["transformers.js_config"].dtype, "fp32");
    const card = await Deno.readTextFile(join(hub, "README.md"));
    assert.match(card, /^---\nlibrary_name: transformers\.js\ntags:\n- onnx\n- tfjs\n---\n/);
    assert.match(card, /^# my-hub$/m);
    assert.match(card, /^\| `onnx\/model_fp16\.onnx` \| [\d.]+ kB \| float16 \| [\d.]+e-\d \|/m);
    assert.match(card, /on 12 pictures/);
    assert.doesNotMatch(card, /license|undefined|\/tmp/);
    await t.step({
      name: "the official checker accepts the files",
      ...needs("Python's onnx"),
      fn: async () => {
        const onnx = await Promise.all(files.map((file) => Deno.readFile(join(hub, "onnx", file))));
        await checkOnnx(Object.fromEntries(files.map((file, i) => [file, onnx[i]!])));
      },
    });
  }));

Deno.test("export writes variants beside a file, and names what overflows float16", () =>
  withSaved(wordModel(), async (folder) => {
    const path = join(folder, "model.json"), out = join(folder, "words.onnx");
    const { code, stdout, stderr } = await run(path, "-o", out, "--fp16", "--int8", "--json");
    assert.equal(code, 0, stderr);
    const { variants } = JSON.parse(stdout);
    assert.deepEqual(
      variants.map(({ file }: { file: string }) => file.slice(folder.length + 1)),
      ["words.onnx", "words_fp16.onnx", "words_int8.onnx"],
    );
    const [float32, fp16, int8] = variants;
    for (const { file, bytes } of variants) assert.equal((await Deno.stat(file)).size, bytes);
    const notes: string = fp16.notes.join("\n");
    assert.match(notes, /LSTM\): ONNX Runtime has float32 kernels only/);
    assert.match(notes, /^large\/Gemm \(Gemm\): large\/Gemm reaches \d\.\de\+\d$/m);
    assert.match(notes, /^out\/Gemm \(Gemm\): large\/Gemm reaches \d\.\de\+\d$/m);
    // Rounded weights of float16, and of steps of 1/127, through an LSTM.
    assert.ok(fp16.difference > 0 && fp16.difference < 0.005, `${fp16.difference}`);
    assert.ok(int8.difference > 0 && int8.difference < 0.05, `${int8.difference}`);
    assert.ok(int8.bytes < fp16.bytes && fp16.bytes < float32.bytes);
  }));

Deno.test("export refuses flags that do not fit, and writes nothing", () =>
  withSaved(pictureModel(), async (folder) => {
    const path = join(folder, "model.json"), photos = join(folder, "photos");
    const refuses = async (message: RegExp, ...args: string[]) => {
      const { code, stderr } = await run(path, "-o", join(folder, "out.onnx"), ...args);
      assert.ok(code > 0);
      assert.match(stderr, message);
      assert.throws(() => Deno.statSync(join(folder, "out.onnx")), Deno.errors.NotFound);
    };
    await refuses(/Cannot use --calibrate alone.*--int8/, "--calibrate", photos);
    await refuses(/Cannot use --pixels alone/, "--int8", "--pixels", "0,255");
    await refuses(/Cannot read .*photos: no such file/, "--int8", "--calibrate", photos);
    await Deno.mkdir(photos);
    await refuses(/it has 0 pictures/, "--int8", "--calibrate", photos);
    await refuses(
      /--pixels: expected two numbers such as -1,1 and found 1/,
      ...["--int8", "--calibrate", photos, "--pixels", "1"],
    );
  }));
