/**
 * `deno task bench:tfjs`: the time of one training step of a classifier in TensorFlow.js and in
 * ONNX Runtime. The same function runs eagerly on the tfjs backend cpu, and compiled by weft. Both
 * start from the same parameters, and they alternate in one process.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { CommandSpec } from "../cli/flag.ts";
import type { FlagValues } from "../cli/flags.ts";
import { type CommandContext, runCommand } from "../cli/run_command.ts";
import { compileStep, NCHW, parameterNames, parametersOf } from "../compiler/mod.ts";
import { synthesize } from "../data/synthetic.ts";
import { classifiers } from "../models/mod.ts";
import { classifierInputs, classifierStep } from "../train/classifier/step.ts";
import { startTrainer } from "../train/create_trainer.ts";
import { createOptimizer } from "../train/optimizer.ts";
import { BATCH, prepareSteps, stepFlags } from "./step_bench.ts";
import { median } from "./times.ts";

/** Compiled steps per round and model, about a second of work. TensorFlow.js does one per round. */
const STEPS: Readonly<Record<string, number>> = { lenet: 50, "lenet-modified": 10 };

const SPEC = {
  name: "deno task bench:tfjs",
  summary: "Times a training step in TensorFlow.js beside the same step compiled by weft.",
  flags: stepFlags(Object.keys(STEPS), 3),
  examples: [["deno task bench:tfjs --model lenet --rounds 1", "LeNet only, in one round"]],
} as const satisfies CommandSpec;

async function main(
  { model, rounds, threads }: FlagValues<typeof SPEC>,
  { stdout, signal }: CommandContext,
): Promise<void> {
  const target = await prepareSteps();
  stdout.write(
    `TensorFlow.js ${tf.version_core}, backend cpu, one thread; weft, ${threads} threads; ` +
      `batch ${BATCH}, ${rounds} rounds\n`,
  );
  for (const name of model.length > 0 ? model : Object.keys(STEPS)) {
    const times = await timeSteps(name, { rounds, threads, target, signal });
    const [tfjs, weft] = [median(times.tfjs), median(times.weft)];
    stdout.write(
      `${name.padEnd(14)}  tfjs ${(tfjs / 1000).toFixed(2)} s, weft ${weft.toFixed(1)} ms: ${
        (tfjs / weft).toFixed(0)
      } times as fast (medians)\n`,
    );
  }
}

/** Times the steps of a model; milliseconds of a step, one number for each round. */
async function timeSteps(
  name: string,
  { rounds, threads, target, signal }: {
    readonly rounds: number;
    readonly threads: number;
    readonly target: Awaited<ReturnType<typeof prepareSteps>>;
    readonly signal: AbortSignal;
  },
): Promise<{ tfjs: number[]; weft: number[] }> {
  const { optimizer: update, labelSmoothing, dropout } = classifiers[name]!.recipes.default;
  /** Makes a step over variables of its own, since both programs change them. */
  const build = () => {
    const layers = classifiers[name]!.build({ classes: 10, seed: 1, dropout });
    const parameters = parametersOf(layers);
    const optimizer = createOptimizer(parameters.filter(({ trainable }) => trainable), update);
    const compute = classifierStep(layers, parameters, optimizer, labelSmoothing);
    return { compute, variables: [...parameters, ...optimizer.slots] };
  };
  const { compute } = build();
  const compiled = build();
  const step = compileStep(compiled.compute, classifierInputs(BATCH), {
    names: parameterNames(compiled.variables),
    target,
    layouts: { image: NCHW },
  });
  const trainer = await startTrainer(step, { backend: "cpu", threads });
  const steps = STEPS[name]!;
  const { images: image, labels: label } = synthesize({ split: "train", count: BATCH });
  const repeated = (data: Uint8Array) =>
    Uint8Array.from({ length: steps * data.length }, (_, i) => data[i % data.length]!);
  const inputs = { image: repeated(image), label: repeated(label), learningRate: 1e-3 };
  const eager = () =>
    tf.tidy(() =>
      compute({
        image: tf.tensor(Int32Array.from(image), [BATCH, 28, 28, 1]),
        label: tf.tensor(Int32Array.from(label)),
        learningRate: tf.scalar(1e-3),
      }).loss!.dataSync()[0]!
    );
  const first = (await trainer.runMany(steps, inputs)).loss![0]!;
  const times = { tfjs: [] as number[], weft: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    signal.throwIfAborted();
    let start = performance.now();
    const loss = eager();
    times.tfjs.push(performance.now() - start);
    // Times are comparable only when both compute the same.
    if (round === 0 && Math.abs(loss - first) > 1e-4) {
      throw new Error(`The losses of ${name} differ: ${loss} in tfjs, ${first} in weft`);
    }
    start = performance.now();
    await trainer.runMany(steps, inputs);
    times.weft.push((performance.now() - start) / steps);
  }
  await trainer.close();
  tf.disposeVariables();
  return times;
}

if (import.meta.main) await runCommand(SPEC, main);
