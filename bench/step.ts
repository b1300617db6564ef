import type { CompiledStep } from "../compiler/mod.ts";
import { IMAGE_PIXELS } from "../data/image.ts";
import { createGenerator } from "../data/random.ts";
import { synthesize } from "../data/synthetic.ts";
import { type Recipe, trainable } from "../models/mod.ts";
import type { Chunk } from "../train/chunks.ts";
import type { RunConfig } from "../train/config.ts";
import { cpuTarget } from "../train/cpu_block.ts";
import { trainings } from "../train/trainings.ts";

/** Images of a training step. */
export const BATCH = 128;
/** Steps of a call by model, about a quarter of a second of work. */
export const STEPS: Readonly<Record<string, number>> = { lenet: 25, "lenet-modified": 5, vae: 10 };

/** Compiles the training step of a model for this CPU, and makes the inputs of some steps. */
export async function prepareStep(model: string): Promise<{ step: CompiledStep; chunk: Chunk }> {
  const recipe: Recipe = trainable[model]!.recipes.default;
  const config = { ...recipe, seed: 1, batchSize: BATCH } as RunConfig;
  const { step, noise, scalars } = trainings[model]!.compile(config, 10, await cpuTarget());
  const count = STEPS[model]!;
  const { images, labels } = synthesize({ split: "train", count: count * BATCH });
  const inputs: Record<string, Float32Array | Uint8Array> = {
    image: images.subarray(0, count * BATCH * IMAGE_PIXELS),
    label: labels.subarray(0, count * BATCH),
    learningRate: new Float32Array(count).fill(1e-3),
  };
  for (const [input, valueAt] of Object.entries(scalars)) {
    inputs[input] = Float32Array.from({ length: count }, (_, i) => valueAt(i, count));
  }
  const generator = createGenerator(1);
  for (const { name, size } of noise) {
    const numbers = new Float32Array(count * size);
    generator.fillUniform(numbers); // the time does not depend on their distribution
    inputs[name] = numbers;
  }
  return { step, chunk: { count, inputs } };
}
