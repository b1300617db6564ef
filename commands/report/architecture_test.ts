import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx, NCHW } from "../../compiler/mod.ts";
import { classifiers, lenetVariants, vaes } from "../../models/mod.ts";
import { architecture } from "../../viz/mod.ts";
import { architectureOf } from "./architecture.ts";

/** An exported classifier with fresh parameters. */
async function exported(name: string): Promise<Uint8Array> {
  await tf.setBackend("cpu");
  const definition = [...Object.values(classifiers), ...lenetVariants]
    .find((model) => model.name === name)!;
  const model = definition.build({ classes: 10, seed: 1 });
  const bytes = exportOnnx(model, {
    outputs: ["logits", "embedding"],
    layouts: { image: NCHW },
  });
  model.dispose();
  return bytes;
}

const describe = async (bytes: Uint8Array) =>
  (await architectureOf(bytes)).map(({ name, operators, shape, parameters }) =>
    `${name}: ${operators.join(", ")}; ${shape.join("x")}; ${parameters}`
  );

Deno.test("LeNet has nine blocks with their parameters", async () => {
  assert.deepEqual(await describe(await exported("lenet")), [
    "image: input; 1x28x28; 0",
    "pad: normalise, pad; 1x32x32; 0",
    "conv1: conv 5 × 5, ReLU; 6x28x28; 156",
    "pool1: max pool 2 × 2; 6x14x14; 0",
    "conv2: conv 5 × 5, ReLU; 16x10x10; 2416",
    "pool2: max pool 2 × 2; 16x5x5; 0",
    "fc1: dense, ReLU; 120; 48120",
    "fc2: dense, ReLU; 84; 10164",
    "fc3: dense; 10; 850",
  ]);
});

Deno.test("a convolution, its batch normalisation and its activation are one block", async () => {
  const blocks = await describe(await exported("lenet-modified"));
  assert.equal(blocks[2], "conv1: conv 3 × 3, batch norm, ReLU; 32x32x32; 352");
  assert.equal(blocks[3], "pool1: max pool 2 × 2; 32x16x16; 0");
  assert.equal(blocks[6], "conv3: conv 3 × 3, batch norm, ReLU; 64x8x8; 36992");
});

Deno.test("the parameters of the blocks add up to the trained parameters", async () => {
  for (const [name, count] of [["lenet", 61_706], ["lenet-modified", 581_610]] as const) {
    const blocks = await architectureOf(await exported(name));
    assert.equal(blocks.reduce((sum, { parameters }) => sum + parameters, 0), count);
  }
});

Deno.test("the encoder of the VAE forks, and the decoder ends with an image", async () => {
  await tf.setBackend("cpu");
  const { encoder, decoder } = vaes.vae!.build({ latent: 16, seed: 1 });
  const files = [
    exportOnnx(encoder, {
      outputs: ["mean", "logvar"],
      layouts: { [encoder.inputNames[0]!]: NCHW },
    }),
    exportOnnx(decoder, { outputs: ["image"] }),
  ];
  const [blocks, decoderBlocks] = await Promise.all(files.map(architectureOf));
  const forks = blocks!.slice(-2);
  assert.deepEqual(forks.map(({ shape }) => shape), [[16], [16]]);
  assert.deepEqual(new Set(forks.map(({ after }) => after)), new Set([blocks!.length - 3]));
  assert.deepEqual(decoderBlocks![0]!.shape, [16]);
  assert.equal(decoderBlocks![1]!.shape.length, 3);
  assert.match(decoderBlocks!.at(-2)!.operators[0]!, /^transposed conv/);
  for (const each of [blocks!, decoderBlocks!]) {
    assert.match(architecture({ title: "T", blocks: each }), /^<svg/);
  }
  encoder.dispose();
  decoder.dispose();
});
