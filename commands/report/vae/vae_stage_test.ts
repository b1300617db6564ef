import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { figuresIn, plainText } from "../document/document.ts";
import { vaeRun } from "../testing/sample_trained_runs.ts";
import { stageContext } from "../testing/stage_context.ts";
import { type VaeResult, vaeStage } from "./vae_stage.ts";

const ZOO = fileURLToPath(new URL("../../../models/zoo/vae", import.meta.url));
const METRICS = [1, 2].map((epoch) => ({
  ...{ epoch, step: 10 * epoch, seconds: epoch, lr: 0.001 },
  train: { loss: 240, reconstruction: 226, divergence: 14 },
}));

/** Runs the stage with the VAE of the zoo on 20 drawn images. */
async function runStage(signal = new AbortController().signal) {
  const run = { ...vaeRun(0.015), folder: ZOO, metrics: METRICS };
  const context = stageContext({ "train-vae": run }, { signal });
  return { ...await vaeStage("vae").run(context), context };
}

Deno.test("the stage runs each task, shows its figures and keeps all of its files", async () => {
  const { data, blocks, files, context } = await runStage();
  const { encoder, decoder } = (data as VaeResult).flops;
  assert.ok(encoder > 1e6 && decoder > 1e6, `${encoder} ${decoder}`);
  assert.deepEqual(figuresIn(blocks).map(({ name }) => name), [
    ...["vae-encoder-architecture", "vae-decoder-architecture", "vae-curves"],
    ...["vae-reconstructions", "vae-worst", "vae-latent-map", "vae-interpolation", "vae-samples"],
  ]);
  const samples = figuresIn(blocks).at(-1)!;
  assert.equal(
    plainText(samples.caption),
    "Images decoded from random latents of the standard normal distribution. " +
      "Run vae-1: recipe default, seed 3, 5 epochs.",
  );
  assert.match(samples.svg, /VAE: /);
  const paths = files!.map(({ path }) => path);
  for (
    const path of [
      ...["reconstruct/reconstructions.svg", "reconstruct/best.svg", "reconstruct/errors.csv"],
      ...["interpolate/interpolation.png", "interpolate/interpolation_animated.png"],
      "sample/samples.svg",
    ]
  ) assert.ok(paths.includes(`images/vae/${path}`), paths.join(" "));
  assert.deepEqual(context.reported, [
    [0, "reconstruct"],
    [1 / 3, "interpolate"],
    [2 / 3, "sample"],
  ]);
});

Deno.test("the stage stops at an abort", async () => {
  await assert.rejects(runStage(AbortSignal.abort(new Error("stopped"))), /stopped/);
});
