/**
 * The part `fit`: a training step in `accelerate(model).fit`, with shuffling, callbacks and
 * History, beside tfjs's own `model.fit` and a loop in PyTorch. All train the same models with Adam
 * on random numbers.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { accelerate, type ArrayData } from "../../train/mod.ts";
import { type Bench, type Contest, WEFT, type Work } from "../bench.ts";
import { buildFitModel, FIT_MODELS, type FitModel, randomRows } from "../fit_models.ts";
import { tfjsPrograms } from "../tfjs_programs.ts";

export const fit: readonly Work[] = Object.entries(FIT_MODELS).map(([name, model]) => ({
  subject: name,
  name: `${model.title}, a step of fit, batch ${model.batchSize}`,
  start: (bench) => start(name, model, bench),
}));

async function start(name: string, model: FitModel, { threads, peers }: Bench): Promise<Contest> {
  const data = randomRows(model, model.rows);
  const fast = await accelerate(buildFitModel(model), { backend: "cpu", threads });
  // Small models are slower with several threads in PyTorch, most so on a busy machine.
  const forms = [...new Set([threads, 1])].map((threads) => ({ threads, work: { model: name } }));
  const tfjs = await tfjsPrograms(() => {
    const own = buildFitModel(model);
    return (count) =>
      fitSteps(model, data, count, async (x, y, args) => {
        const [xs, ys] = [x, y].map(({ data, shape }) => tf.tensor(data, [...shape]));
        await own.fit(xs!, ys!, args);
        tf.dispose([xs!, ys!]);
      });
  });
  return {
    weft: {
      ...{ ...WEFT, threads },
      time: async (count) => {
        const start = performance.now();
        await fitSteps(model, data, count, (...args) => fast.fit(...args));
        return (performance.now() - start) / count;
      },
      close: () => fast.close(),
    },
    others: [...await peers.programs("torch_fit", forms), ...tfjs],
  };
}

type Fit = (
  x: ArrayData,
  y: ArrayData,
  args: { batchSize: number; epochs: number; verbose: 0 },
) => Promise<unknown>;

/** Fits for exactly so many steps: on whole epochs, then on the first batches of one. */
async function fitSteps(
  { batchSize, rows }: FitModel,
  [x, y]: readonly [ArrayData, ArrayData],
  steps: number,
  fit: Fit,
): Promise<void> {
  const perEpoch = Math.ceil(rows / batchSize);
  const epochs = Math.floor(steps / perEpoch), rest = steps % perEpoch;
  if (epochs > 0) await fit(x, y, { batchSize, epochs, verbose: 0 });
  const part = ({ data, shape }: ArrayData): ArrayData => ({
    data: data.subarray(0, data.length / rows * rest * batchSize),
    shape: [rest * batchSize, ...shape.slice(1)],
  });
  if (rest > 0) await fit(part(x), part(y), { batchSize, epochs: 1, verbose: 0 });
}
