/**
 * Time of one training step of a classifier, computed by TensorFlow.js itself and by ONNX Runtime:
 * the same function, once as it stands on tfjs's cpu backend, once compiled; alternating in one
 * run, and each from the same parameters.
 *
 * deno task bench:tfjs [--model NAME]… [--rounds N] [--threads N]
 */
import * as tf from "@tensorflow/tfjs";
import { compileStep, NCHW, parameterNames, parametersOf } from "../compiler/mod.ts";
import { synthesize } from "../data/synthetic.ts";
import { classifiers } from "../models/mod.ts";
import { classifierInputs, classifierStep } from "../train/classifier/step.ts";
import { cpuTarget } from "../train/cpu_block.ts";
import { createOptimizer } from "../train/optimizer.ts";
import { classifierRecipes } from "../train/recipes.ts";
import { createStepRunner } from "../train/step_runner.ts";
import { BATCH, stepOptions } from "./step_options.ts";

/** Steps of weft's in a round: together about a second. */
const STEPS: Readonly<Record<string, number>> = { lenet: 50, "lenet-modified": 10 };

const { models, rounds, threads } = stepOptions(3);
const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!;

tf.enableProdMode();
await tf.setBackend("cpu");
const target = await cpuTarget();
print(
  `TensorFlow.js ${tf.version_core}, backend cpu, one thread; weft, ${threads} threads; batch ${BATCH}, ${rounds} rounds`,
);

for (const name of models ?? Object.keys(STEPS)) {
  const { optimizer: update, labelSmoothing, dropout } = classifierRecipes[name]!.default;
  const layers = classifiers[name]!.build({ classes: 10, seed: 1, dropout });
  const parameters = parametersOf(layers);
  const optimizer = createOptimizer(parameters.filter(({ trainable }) => trainable), update);
  const compute = classifierStep(layers, parameters, optimizer, labelSmoothing);
  const step = compileStep(compute, classifierInputs(BATCH), {
    names: parameterNames([...parameters, ...optimizer.slots]),
    target,
    layouts: { image: NCHW },
  });
  const runner = await createStepRunner(step, { backend: "cpu", threads });
  const steps = STEPS[name]!;
  const { images: image, labels: label } = synthesize({ split: "train", count: BATCH });
  const repeated = (data: Uint8Array) =>
    Uint8Array.from({ length: steps * data.length }, (_, i) => data[i % data.length]!);
  const chunk = {
    count: steps,
    inputs: {
      image: repeated(image),
      label: repeated(label),
      learningRate: new Float32Array(steps).fill(1e-3),
    },
  };
  const eager = () =>
    tf.tidy(() =>
      compute({
        image: tf.tensor(Int32Array.from(image), [BATCH, 28, 28, 1]),
        label: tf.tensor(Int32Array.from(label)),
        learningRate: tf.scalar(1e-3),
      }).loss!.dataSync()[0]!
    );
  const first = (await runner.run(chunk)).loss![0]!;
  const times = { tfjs: [] as number[], weft: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    let start = performance.now();
    const loss = eager();
    times.tfjs.push(performance.now() - start);
    // A comparison of two things that compute something else would say nothing.
    if (round === 0 && Math.abs(loss - first) > 1e-4) {
      throw new Error(`${name}: the loss is ${loss} in tfjs and ${first} in weft`);
    }
    start = performance.now();
    await runner.run(chunk);
    times.weft.push((performance.now() - start) / steps);
  }
  await runner.close();
  layers.dispose();
  for (const { variable } of optimizer.slots) variable.dispose();
  const [tfjs, weft] = [median(times.tfjs), median(times.weft)];
  print(
    `${name.padEnd(14)}  tfjs ${(tfjs / 1000).toFixed(2)} s, weft ${weft.toFixed(1)} ms: ${
      (tfjs / weft).toFixed(0)
    } times as fast (medians)`,
  );
}
