/**
 * No card was at hand to run these graphs on: the table of what ONNX Runtime's CUDA provider has
 * kernels for is what they are held to. `docs/cuda.md` says what has been run where.
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileModel, NCHW } from "../compiler/mod.ts";
import { classifiers, models, vaes } from "../models/mod.ts";
import type { RunConfig } from "./config.ts";
import { type RecipeName, recipes } from "./recipes.ts";
import { targetOf } from "./target.ts";
import { tasks } from "./tasks.ts";
import { sampleConfig } from "./testing/sample_run.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const target = await targetOf("cuda");

for (const model of Object.keys(models)) {
  for (const recipe of ["default", "best"] as const satisfies RecipeName[]) {
    Deno.test(`every node of ${model}'s training step, recipe ${recipe}, and of its Loop has a CUDA kernel`, () => {
      const { epochs: _, batchSize: __, ...settings } = recipes[model]![recipe];
      const config: RunConfig = { ...sampleConfig(), ...settings, model, batchSize: 4 };
      const { step } = tasks[model]!.compile(config, 10, target);
      assert.deepEqual(step.nodesOnCpu("cuda"), []);
      // With the Loop itself on the card, the state does not leave it between the steps of a chunk.
      assert.deepEqual(step.nodesOnCpu("cuda", "loopModel"), []);
    });
  }
}

for (const [name, { build }] of Object.entries(classifiers)) {
  Deno.test(`every node of the exported ${name} has a CUDA kernel`, () => {
    const file = compileModel(build({ classes: 10, seed: 1 }), {
      outputs: ["logits", "embedding"],
      layouts: { image: NCHW },
    });
    assert.deepEqual(file.nodesOnCpu("cuda"), []);
  });
}

for (const [name, { build }] of Object.entries(vaes)) {
  Deno.test(`of the exported ${name}, CUDA leaves the decoder's transposed convolutions to the CPU, and nothing else`, () => {
    const { encoder, decoder } = build({ latent: 2, seed: 1 });
    const left = (layers: tf.LayersModel, layouts = {}) =>
      compileModel(layers, { layouts }).nodesOnCpu("cuda").map(({ op }) => op);
    assert.deepEqual(left(encoder, { image: NCHW }), []);
    // A file is the same for every runtime, and only CUDA wants even pads; deno task infer names
    // these nodes.
    assert.deepEqual(left(decoder), Array(3).fill("ConvTranspose"));
  });
}
