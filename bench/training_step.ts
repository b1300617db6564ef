/**
 * Time of one training step beside PyTorch's, both on the CPU with the same number of threads,
 * alternating in one run.
 *
 * deno task bench [--model NAME]… [--rounds N] [--threads N]
 */
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { createGenerator } from "../data/random.ts";
import { synthesize } from "../data/synthetic.ts";
import type { CompiledStep } from "../compiler/mod.ts";
import type { RunConfig } from "../train/config.ts";
import { cpuTarget } from "../train/cpu_block.ts";
import { recipes } from "../train/recipes.ts";
import type { Chunk } from "../train/step_execution.ts";
import { createStepRunner } from "../train/step_runner.ts";
import { tasks } from "../train/tasks.ts";
import { readProfile } from "./profile.ts";
import { BATCH, stepOptions } from "./step_options.ts";
import { LAYOUTS, startTorch } from "./torch_peer.ts";

/** How many nodes to show. */
const SLOWEST = 8;

const { models, rounds, threads } = stepOptions(10);
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

/** Steps of a round. */
const STEPS: Readonly<Record<string, number>> = { "lenet-modified": 5, lenet: 25, vae: 10 };
const names = models ?? Object.keys(STEPS);
const most = Math.max(...names.map((name) => STEPS[name]!));
const { images, labels } = synthesize({ split: "train", count: most * BATCH });

tf.enableProdMode();
await tf.setBackend("cpu");
const torch = await startTorch("torch_step", threads, images);
if (torch) print(`PyTorch ${torch.version}, ${threads} threads, batch ${BATCH}, ${rounds} rounds`);
else print("No Python with PyTorch here: weft alone (apt-get install python3-torch libopenblas0)");

const target = await cpuTarget();
const summary = (times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, least: sorted[0]! };
};
const show = ({ median, least }: { median: number; least: number }) =>
  `median ${median.toFixed(1)} ms, least ${least.toFixed(1)} ms`;

for (const name of names) {
  const steps = STEPS[name]!;
  const config = { ...recipes[name]!.default, seed: 1, batchSize: BATCH } as RunConfig;
  const { step, noise, scalars } = tasks[name]!.compile(config, 10, target);
  const runner = await createStepRunner(step, { backend: "cpu", threads });
  const inputs: Record<string, Float32Array | Uint8Array> = {
    image: images.subarray(0, steps * BATCH * 784),
    label: labels.subarray(0, steps * BATCH),
    learningRate: new Float32Array(steps).fill(1e-3),
  };
  for (const [input, valueAt] of Object.entries(scalars)) {
    inputs[input] = Float32Array.from({ length: steps }, (_, i) => valueAt(i, steps));
  }
  const generator = createGenerator(1);
  for (const { name: input, size } of noise) {
    const numbers = new Float32Array(steps * size);
    generator.fillUniform(numbers); // the time does not depend on how they are distributed
    inputs[input] = numbers;
  }
  const chunk = { count: steps, inputs };
  await runner.run(chunk);
  const times: Record<string, number[]> = { weft: [] };
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await runner.run(chunk);
    times.weft!.push((performance.now() - start) / steps);
    for (const layout of torch ? LAYOUTS : []) {
      const each = await torch!.time(name, layout, BATCH, steps);
      (times[layout] ??= []).push(each.reduce((a, b) => a + b) / steps);
    }
  }
  await runner.close();
  const nodes = await slowestNodes(step, chunk);
  print(`\n${name}`);
  for (const [who, list] of Object.entries(times)) {
    print(`  ${who.padEnd(14)} ${show(summary(list))}`);
  }
  const total = nodes.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const slowest = nodes.slice(0, SLOWEST).map(({ name, op, milliseconds }) =>
    `    ${milliseconds.toFixed(2).padStart(6)} ms  ${op.padEnd(12)} ${name.replace("step/", "")}`
  );
  print(
    `  the slowest of ${nodes.length} nodes (${total.toFixed(1)} ms in all):\n${
      slowest.join("\n")
    }`,
  );
  if (!torch) continue;
  const best = LAYOUTS.map((layout) => summary(times[layout]!)).sort((a, b) =>
    a.median - b.median
  )[0]!;
  const weft = summary(times.weft!);
  print(
    `  weft / PyTorch's faster layout: ${(weft.median / best.median).toFixed(2)} by medians, ` +
      `${(weft.least / best.least).toFixed(2)} by least times`,
  );
}
await torch?.close();

/**
 * Every node of the step with its time, the slowest first, from a few runs under ONNX Runtime's
 * profiler.
 */
async function slowestNodes(step: CompiledStep, chunk: Chunk) {
  const folder = await Deno.makeTempDir();
  try {
    const profile = join(folder, "profile");
    const runner = await createStepRunner(step, { backend: "cpu", threads, profile });
    for (let i = 0; i < 3; i++) await runner.run(chunk);
    runner.session.ort.endProfiling();
    await runner.close();
    const [file] = [...Deno.readDirSync(folder)];
    return await readProfile(join(folder, file!.name));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
