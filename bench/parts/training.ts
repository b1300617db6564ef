/**
 * The part `training`: one training step of the built-in models. PyTorch is eager, in two memory
 * layouts; TensorFlow.js runs the same function that weft compiles, from the same parameters.
 *
 * @module
 */
import { trainable } from "../../models/mod.ts";
import { startTrainer } from "../../train/create_trainer.ts";
import { type Bench, type Contest, WEFT, type Work } from "../bench.ts";
import { BATCH, prepareStep, STEPS } from "../step.ts";
import type { Program } from "../comparison.ts";
import { tfjsStep } from "../tfjs_step.ts";
import { torchForms } from "../torch_forms.ts";

export const training: readonly Work[] = Object.keys(STEPS).map((model) => ({
  subject: model,
  name: `${trainable[model]!.title}, a training step of ${BATCH} images`,
  start: (bench) => start(model, bench),
}));

async function start(model: string, { threads, folder, peers }: Bench): Promise<Contest> {
  const { step, chunk } = await prepareStep(model);
  const trainer = await startTrainer(step, { backend: "cpu", threads });
  const { loss } = await trainer.runMany(chunk.count, chunk.inputs);
  const weft: Program = {
    ...WEFT,
    threads,
    time: async (count) => {
      const calls = Math.ceil(count / chunk.count);
      const start = performance.now();
      for (let i = 0; i < calls; i++) await trainer.runMany(chunk.count, chunk.inputs);
      return (performance.now() - start) / (calls * chunk.count);
    },
    close: () => trainer.close(),
  };
  const forms = await torchForms({ model, batch: BATCH, threads, folder });
  return {
    weft,
    others: [...await peers.programs("torch_step", forms), ...await tfjsStep(model, loss![0]!)],
  };
}
