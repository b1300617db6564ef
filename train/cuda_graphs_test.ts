/**
 * Compares graphs with the table of the kernels of ONNX Runtime's CUDA provider; no GPU is needed.
 * `docs/cuda.md` lists the graphs that have run on one.
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileModel, NCHW } from "../compiler/mod.ts";
import { classifiers, models, type RecipeName, vaes } from "../models/mod.ts";
import type { RunConfig } from "./config.ts";
import { targetOf } from "./target.ts";
import { trainings } from "./trainings.ts";
import { sampleConfig } from "./testing/sample_run.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const target = await targetOf("cuda");

for (const model of Object.keys(models)) {
  for (const recipe of ["default", "best"] as const satisfies RecipeName[]) {
    Deno.test(`every node of the step and the Loop of ${model}, recipe ${recipe}, has a CUDA kernel`, () => {
      const { epochs: _, batchSize: __, ...settings } = models[model]!.recipes[recipe];
      const config: RunConfig = { ...sampleConfig(), ...settings, model, batchSize: 4 };
      const { step } = trainings[model]!.compile(config, 10, target);
      assert.deepEqual(step.nodesOnCpu("cuda"), []);
      // With the Loop itself on the GPU, the state stays there between the steps of a chunk.
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
  Deno.test(`CUDA leaves the transposed convolutions of the exported ${name} to the CPU`, () => {
    const { encoder, decoder } = build({ latent: 2, seed: 1 });
    const left = (layers: tf.LayersModel, layouts = {}) =>
      compileModel(layers, { layouts }).nodesOnCpu("cuda").map(({ op }) => op);
    assert.deepEqual(left(encoder, { image: NCHW }), []);
    // A file is the same for every runtime, and only CUDA needs even pads.
    assert.deepEqual(left(decoder), Array(3).fill("ConvTranspose"));
  });
}
