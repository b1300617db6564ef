import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Progress, ProgressOptions } from "../cli/progress.ts";
import { record } from "../cli/testing/recorded.ts";
import type { Dataset } from "../data/dataset.ts";
import { readMetadata } from "../infer/metadata.ts";
import { assertSameBytes } from "../tests/same_bytes.ts";
import type { RunConfig, VaeConfig } from "./config.ts";
import { type EpochMetrics, readMetrics, type RunSummary } from "./run_folder.ts";
import { lockRun } from "./run_lock.ts";
import { type ModelRun, runModel } from "./run_model.ts";
import type { ClassifierSummary } from "./classifier/card.ts";
import type { VaeSummary } from "./vae/card.ts";
import { bandImages, sampleConfig, sampleDataset } from "./testing/sample_run.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const DATASET: Dataset = { ...sampleDataset, train: bandImages(60), test: bandImages(20) };
/** Four steps an epoch: the first 50 images without 10 to validate on. */
const CONFIG = sampleConfig({ limit: 50, valSplit: 10 });
const VAE: VaeConfig = {
  ...CONFIG,
  ...{ model: "vae", recipe: "fast", latent: 2, beta: 3, klWarmUp: 0, epochs: 1 },
};

/** A run with a record of what it shows. */
interface Shown {
  readonly stderr: string;
  readonly bars: readonly { readonly options: ProgressOptions; readonly updates: Update[] }[];
}
type Update = readonly [done: number, note?: string];

/** Runs a model in `folder`. `interrupt` is called after each update and may abort the run. */
async function run<Summary extends RunSummary>(
  folder: string,
  config: RunConfig,
  changes: Partial<ModelRun> = {},
  interrupt: (abort: () => void) => void = () => {},
) {
  const stderr = record();
  const stop = new AbortController();
  const bars: { options: ProgressOptions; updates: Update[] }[] = [];
  const progress = (options: ProgressOptions): Progress => {
    const updates: Update[] = [];
    bars.push({ options, updates });
    return {
      update(done, note) {
        updates.push(note === undefined ? [done] : [done, note]);
        interrupt(() => stop.abort());
      },
      line: (text) => stderr.write(`${text}\n`),
      end: (note) => stderr.write(`end ${note}\n`),
    };
  };
  const summary = await runModel(
    {
      ...{ folder, config, dataset: DATASET, resume: false, dryRun: false },
      ...{ checkpointSeconds: 3600, ...changes },
    },
    { stderr, signal: stop.signal, progress },
  );
  const shown: Shown = { stderr: stderr.text, bars };
  return { summary: summary as Summary | undefined, ...shown };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const namesOf = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const scores = String.raw`loss \d+\.\d{4} accuracy \d+\.\d\d %`;

Deno.test("runModel() trains on the images that are not set aside, and shows each epoch", () =>
  inFolder(async (parent) => {
    const folder = join(parent, "a run");
    const { summary, stderr, bars } = await run<ClassifierSummary>(folder, CONFIG);
    assert.match(stderr, /: 40 images to train on, 10 to validate on/);
    assert.match(stderr, new RegExp(`^run {8}${folder}$`, "m"));
    const epochs = [...stderr.matchAll(/^epoch \d.*$/gm)].map(([line]) => line);
    assert.equal(epochs.length, 2);
    for (const [i, line] of epochs.entries()) {
      assert.match(line, new RegExp(`^epoch ${i + 1}/2  ${scores}  validation ${scores}  \\d+ s$`));
    }
    assert.match(stderr, new RegExp(`^end epoch 2/2, ${scores}$`, "m"));
    assert.equal(bars.length, 1, "the test of a classifier shows none");
    assert.match(
      stderr,
      new RegExp(
        `test ${scores} \\(Fashion-MNIST, 20 images\\)\n` +
          `The run is in ${folder}: model\\.onnx, figures, README\\.md\n` +
          `Next: deno task infer --split test --model '${folder}'\n$`,
      ),
    );

    const { label, unit, total, start } = bars[0]!.options;
    assert.deepEqual([label, unit, total, start], ["lenet", "images", 80, 0]);
    assert.equal(bars[0]!.updates.at(-1)![0], 80);
    for (const [done, note] of bars[0]!.updates) {
      assert.match(note!, new RegExp(`^epoch ${done > 40 ? 2 : 1}/2, ${scores}$`));
    }
    const files = ["README.md", "checkpoint.safetensors", "config.json", "figures"];
    assert.deepEqual(namesOf(folder), [...files, "metrics.jsonl", "model.onnx", "summary.json"]);

    const metrics = await readMetrics(folder, 3);
    assert.deepEqual(metrics.map(({ step }) => step), [4, 8]);
    assert.deepEqual(
      metrics.map(({ val }) => Object.keys(val!)),
      Array(2).fill(["loss", "accuracy"]),
    );
    const { loss, accuracy } = metrics[1]!.test!;
    assert.equal(metrics[0]!.test, undefined);
    assert.deepEqual(summary!.test, { loss, accuracy });
    assert.ok(summary!.epochs === 2 && summary!.parameters === 61_706);
    const metadata = readMetadata(await Deno.readFile(join(folder, "model.onnx")));
    assert.deepEqual({ ...metadata }, {
      model: "lenet",
      dataset: "fashion-mnist",
      labels: JSON.stringify(DATASET.classes),
      weft_version: "0.1.0",
      test_accuracy: String(accuracy),
    });
  }));

Deno.test("runModel() stopped within an epoch and resumed ends with the same files", () =>
  inFolder(async (parent) => {
    const [whole, parts] = [join(parent, "whole"), join(parent, "parts")];
    await run(whole, CONFIG);
    const stopped = await run(parts, CONFIG, {}, (abort) => abort());
    assert.equal(stopped.summary, undefined);
    assert.ok(
      stopped.stderr.endsWith(`Stopped. Continue with: deno task train --resume ${parts}\n`),
    );
    const first = ["checkpoint.safetensors", "config.json", "figures", "model.onnx"];
    assert.deepEqual(namesOf(parts), first);
    const model = await Deno.readFile(join(parts, "model.onnx"));
    assert.deepEqual(readMetadata(model).test_accuracy, undefined);

    const resumed = await run(parts, CONFIG, { resume: true });
    assert.equal(resumed.bars[0]!.options.start, 10, "the images of the first step");
    for (const name of ["checkpoint.safetensors", "model.onnx"]) {
      const [first, second] = await Promise.all(
        [whole, parts].map((folder) => Deno.readFile(join(folder, name))),
      );
      assertSameBytes(second!, first!, name);
    }
    const metrics = await Promise.all([whole, parts].map((path) => readMetrics(path, 3)));
    const withoutSeconds = (lines: EpochMetrics[]) =>
      lines.map((line) => ({ ...line, seconds: 0 }));
    assert.deepEqual(withoutSeconds(metrics[1]!), withoutSeconds(metrics[0]!));
  }));

Deno.test("runModel() repeats a run from the start that has no checkpoint yet", () =>
  inFolder(async (folder) => {
    const first = await run<ClassifierSummary>(folder, CONFIG);
    await Deno.remove(join(folder, "checkpoint.safetensors"));
    const { summary, bars } = await run<ClassifierSummary>(folder, CONFIG, { resume: true });
    assert.equal(bars[0]!.options.start, 0);
    assert.deepEqual(summary!.test, first.summary!.test);
    assert.equal((await readMetrics(folder, 3)).length, 2);
  }));

Deno.test("runModel() writes nothing in a dry run", () =>
  inFolder(async (parent) => {
    const folder = join(parent, "run");
    const { summary, stderr } = await run(folder, CONFIG, { dryRun: true });
    assert.equal(summary, undefined);
    assert.ok(stderr.endsWith(`\nrun        ${folder} (dry run: nothing is written)\n`), stderr);
    assert.deepEqual(namesOf(parent), []);
  }));

Deno.test("runModel() frees the folder of a run, and refuses one that is taken", () =>
  inFolder(async (folder) => {
    await run(folder, { ...CONFIG, epochs: 1 });
    await assert.rejects(run(folder, CONFIG), { code: "usage", message: /it already holds one/ });
    const unlock = await lockRun(folder);
    await assert.rejects(run(folder, CONFIG, { resume: true }), {
      code: "usage",
      message: `Cannot train in ${folder}: another process is training there`,
    });
    await unlock();
  }));

Deno.test("runModel() says that it stopped early, and tests the best epoch", () =>
  inFolder(async (folder) => {
    // So low a rate that no later epoch is better.
    const config: RunConfig = { ...CONFIG, epochs: 9, patience: 1, learningRate: 1e-30 };
    const { summary, stderr } = await run(folder, { ...config, schedule: "constant" });
    assert.match(stderr, /^No lower validation loss for 1 epochs: stopped early$/m);
    assert.equal(summary!.epochs, 2);
  }));

Deno.test("runModel() trains on all images without a limit, and validates on none", () =>
  inFolder(async (folder) => {
    const { limit: _, ...config } = { ...CONFIG, valSplit: 0, epochs: 1 };
    const { stderr } = await run(folder, config);
    assert.match(stderr, /: 60 images to train on, 0 to validate on/);
    assert.doesNotMatch(stderr, /validation/);
    assert.equal((await readMetrics(folder, 2))[0]!.val, undefined);
  }));

Deno.test("runModel() trains a VAE, and compares it with PCA", () =>
  inFolder(async (folder) => {
    const { summary, stderr, bars } = await run<VaeSummary>(folder, VAE);
    const { test, pca, ...common } = summary!;
    assert.equal(common.latent, 2);
    assert.ok(Math.abs(test.elbo + test.bce + test.kl) < 1e-9);
    assert.equal(test.importanceSamples, 8);
    assert.ok(test.importanceWeighted > test.elbo);
    const { train, val } = (await readMetrics(folder, 2))[0]!;
    for (const { loss, bce, kl } of [train, val!]) {
      assert.ok(Math.abs(loss - (bce! + 3 * kl!)) < 1e-3, `${loss}`);
    }
    assert.deepEqual(bars[1]!.updates.at(-1), [20]);
    assert.deepEqual([bars[1]!.options.label, bars[1]!.options.total], ["Testing", 20]);
    assert.match(stderr, /^end undefined$/m, "the bar of the test");
    const nats = String.raw`-?\d+\.\d\d`;
    assert.match(stderr, new RegExp(`^test elbo ${nats} bce ${nats} kl ${nats} \\(`, "m"));
    assert.equal(pca.timesVae, pca.mse / test.mse);
    assert.equal(common.parameters, 199_557);
    const decoder = readMetadata(await Deno.readFile(join(folder, "decoder.onnx")));
    assert.equal(decoder.test_elbo, String(test.elbo));
    assert.match(await Deno.readTextFile(join(folder, "README.md")), /^# VAE on Fashion-MNIST$/m);
    const images = join(folder, "figures");
    assert.deepEqual(
      namesOf(images).filter((name) => name.endsWith(".svg")),
      ["curves.svg", "reconstructions.svg", "samples.svg"],
    );
  }));
