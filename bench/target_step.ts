/**
 * `deno task bench:target`: the time of a training step that is compiled for a backend's target,
 * relative to one that is compiled for `portable`. Both alternate in one run.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { availableParallelism } from "node:os";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { threads } from "../cli/shared_flags.ts";
import { targets } from "../compiler/targets.ts";
import { synthesize } from "../data/synthetic.ts";
import { classifiers } from "../models/mod.ts";
import { compileClassifier } from "../train/classifier/compile.ts";
import { startTrainer } from "../train/create_trainer.ts";
import { targetOf } from "../train/target.ts";
import { median } from "./comparison.ts";
import { BATCH } from "./step.ts";

const SPEC = {
  name: "deno task bench:target",
  summary: "Times a training step for a backend's target beside the portable one.",
  flags: {
    model: {
      kind: "choices",
      choices: Object.keys(classifiers),
      defaultHelp: "all",
      help: "Models whose step is timed",
    },
    rounds: { kind: "integer", value: "N", default: 10, min: 1, help: "Rounds per model" },
    threads: threads("Threads of ONNX Runtime"),
    backend: {
      kind: "choice",
      choices: ["cpu", "wasm", "webgpu"],
      default: "wasm",
      help: "The backend that computes",
    },
    steps: { kind: "integer", value: "N", default: 4, min: 1, help: "Steps of each in a round" },
  },
  examples: [["deno task bench:target --model lenet --threads 1", "LeNet on one wasm thread"]],
} as const satisfies CommandSpec;

async function main(
  { model, backend, rounds, threads = availableParallelism(), steps }: FlagValues<typeof SPEC>,
  { stdout, signal }: CommandContext,
): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const compared = [targets.portable, await targetOf(backend)];
  const { images, labels } = synthesize({ split: "train", count: steps * BATCH });
  const inputs = {
    image: images,
    label: labels,
    learningRate: new Float32Array(steps).fill(1e-3),
  };
  stdout.write(`${backend}, ${threads} threads, batch ${BATCH}, ${rounds} rounds\n`);
  for (const name of model.length > 0 ? model : Object.keys(classifiers)) {
    const config = { ...classifiers[name]!.recipes.default, seed: 1 };
    const trainers = await Promise.all(compared.map((target) => {
      const { step } = compileClassifier(classifiers[name]!, 10, config, BATCH, target);
      return startTrainer(step, { backend, threads });
    }));
    const times = trainers.map((): number[] => []);
    for (let round = 0; round <= rounds; round++) {
      signal.throwIfAborted();
      for (const [i, trainer] of trainers.entries()) {
        const start = performance.now();
        await trainer.runMany(steps, inputs);
        if (round > 0) times[i]!.push((performance.now() - start) / steps);
      }
    }
    for (const trainer of trainers) await trainer.close();
    const [before, after] = times as [number[], number[]];
    const ratio = median(after.map((time, i) => time / before[i]!));
    stdout.write(
      `${name}: portable ${median(before).toFixed(1)} ms, ${compared[1]!.name} ` +
        `${median(after).toFixed(1)} ms; ratio of the rounds ${ratio.toFixed(2)}, of the least ` +
        `times ${(Math.min(...after) / Math.min(...before)).toFixed(2)}\n`,
    );
  }
}

if (import.meta.main) await runCommand(SPEC, main);
