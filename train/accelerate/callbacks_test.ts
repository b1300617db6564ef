/** Callbacks of `fit`: tfjs's own and those of an accelerated model, side by side. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { accelerate } from "../mod.ts";
import {
  assertSameTraining,
  CPU,
  dataOf,
  fitFast,
  fitOnTfjs,
  type SharedArgs,
} from "../../tests/fit/agreement.ts";

const { dense } = tf.layers;

/** A small regression whose weights are the same each time. */
function regression(optimizer: tf.Optimizer = tf.train.sgd(0.1)): tf.Sequential {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  const model = tf.sequential({
    layers: [
      dense({ units: 5, inputShape: [4], activation: "tanh", kernelInitializer }),
      dense({ units: 2, kernelInitializer }),
    ],
  });
  model.compile({ optimizer, loss: "meanSquaredError", metrics: ["mae"] });
  return model;
}

type Fit = (model: tf.Sequential, args: SharedArgs) => Promise<unknown>;

const data = dataOf(regression(), 10);
const onTfjs: Fit = (model, args) => fitOnTfjs(model, data, args);
const fast: Fit = (model, args) => fitFast(model, data, args);

/** Runs the same case with both and compares what they return. */
async function same<T>(run: (fit: Fit) => Promise<T>): Promise<T> {
  const expected = await run(onTfjs);
  assert.deepEqual(await run(fast), expected);
  return expected;
}

const BASE = { batchSize: 4, epochs: 2, shuffle: false } as const;

/** Records calls: the method, its number and the keys of its logs. */
function recorder(): { calls: string[]; callbacks: tf.CustomCallbackArgs } {
  const calls: string[] = [];
  const record = (name: string) => (...args: unknown[]) => {
    calls.push(
      [name, ...args.map((arg) => typeof arg === "object" ? Object.keys(arg!).join() : arg)]
        .join(" "),
    );
  };
  const names = [
    ...["onTrainBegin", "onTrainEnd", "onEpochBegin", "onEpochEnd"],
    ...["onBatchBegin", "onBatchEnd"],
  ];
  return { calls, callbacks: Object.fromEntries(names.map((name) => [name, record(name)])) };
}

Deno.test("custom callbacks are called in tfjs's order with the same keys of the logs", async () => {
  const calls = await same(async (fit) => {
    const { calls, callbacks } = recorder();
    await fit(regression(), { ...BASE, validationSplit: 0.3, callbacks });
    return calls;
  });
  assert.equal(calls.length, 2 + 2 * (2 + 2 * 2));
  assert.equal(calls.at(-2), "onEpochEnd 1 val_loss,val_mae,loss,mae");
});

Deno.test("subclasses of tf.Callback get the same calls, params and model", async () => {
  await same(async (fit) => {
    const calls: unknown[] = [];
    class Recorder extends tf.Callback {
      override onTrainBegin() {
        calls.push(this.params);
        return Promise.resolve();
      }
      override onBatchEnd(batch: number, logs?: tf.Logs) {
        const model = (this as unknown as { model: tf.LayersModel }).model;
        calls.push(["batch", batch, Object.keys(logs!), model instanceof tf.LayersModel]);
        return Promise.resolve();
      }
      override onEpochEnd(epoch: number, logs?: tf.Logs) {
        calls.push(["epoch", epoch, Object.keys(logs!)]);
        return Promise.resolve();
      }
    }
    await fit(regression(), { ...BASE, verbose: 0, callbacks: [new Recorder(), new Recorder()] });
    return calls;
  });
});

Deno.test("earlyStopping stops in the same epoch as in tfjs", async () => {
  const epochs = await same(async (fit) => {
    const ends: number[] = [];
    const logged = new tf.CustomCallback({ onEpochEnd: (epoch) => void ends.push(epoch) });
    const callbacks = [
      tf.callbacks.earlyStopping({ monitor: "val_loss", patience: 2 }),
      logged,
    ] as tf.Callback[];
    await fit(regression(tf.train.sgd(0.3)), {
      ...BASE,
      epochs: 60,
      validationSplit: 0.4,
      callbacks,
    });
    return ends.length;
  });
  assert.ok(epochs < 60, `${epochs}`);
});

for (
  const [when, at] of [
    ["onTrainBegin", 0],
    ["onEpochBegin", 1],
    ["onBatchBegin", 1],
    ["onBatchEnd", 1],
    ["onEpochEnd", 1],
  ] as const
) {
  Deno.test(`model.stopTraining set in ${when} stops where tfjs does`, async () => {
    await same(async (fit) => {
      const model = regression();
      const { calls, callbacks } = recorder();
      const recorded = callbacks[when] as (...args: unknown[]) => void;
      const stopping = {
        ...callbacks,
        [when]: (...args: unknown[]) => {
          recorded(...args);
          if (when === "onTrainBegin" || args[0] === at) model.stopTraining = true;
        },
      };
      await fit(model, { ...BASE, epochs: 4, callbacks: stopping });
      return calls;
    });
  });
}

Deno.test("a callback that changes the learning rate takes effect from the next batch", async () => {
  for (const make of [() => tf.train.sgd(0.1), () => tf.train.adam(0.1)]) {
    for (const event of ["onBatchEnd", "onEpochEnd"]) {
      const args = (optimizer: tf.Optimizer): SharedArgs => ({
        ...BASE,
        callbacks: {
          [event]: (i: number) => {
            const rate = 0.1 / (i + 2);
            // tfjs's SGD has its rate in a tensor, the others in a number.
            if ("setLearningRate" in optimizer) {
              (optimizer as tf.SGDOptimizer).setLearningRate(rate);
            } else (optimizer as unknown as { learningRate: number }).learningRate = rate;
          },
        },
      });
      const [a, b] = [make(), make()];
      const expected = await fitOnTfjs(regression(a), data, args(a));
      assertSameTraining(await fitFast(regression(b), data, args(b)), expected);
    }
  }
});

Deno.test("learningRate in the arguments gives each step its rate", async () => {
  const rateAt = (step: number) => 0.2 / (step + 1);
  const optimizer = tf.train.sgd(1);
  let step = 0;
  const expected = await fitOnTfjs(regression(optimizer), data, {
    ...BASE,
    callbacks: { onBatchBegin: () => optimizer.setLearningRate(rateAt(step++)) },
  });
  assertSameTraining(
    await fitFast(regression(tf.train.sgd(1)), data, { ...BASE, learningRate: rateAt }),
    expected,
  );
});

Deno.test("yieldEvery and onYield: as often as tfjs where the time does not matter", async () => {
  await same(async (fit) => {
    const calls: string[] = [];
    const callbacks = {
      nextFrameFunc: () => Promise.resolve(void calls.push("frame")),
      onEpochEnd: (epoch: number) => void calls.push(`epoch ${epoch}`),
    } as tf.CustomCallbackArgs;
    for (const yieldEvery of ["epoch", "batch", "never"] as const) {
      await fit(regression(), { ...BASE, yieldEvery, callbacks });
    }
    return calls;
  });
  const yields: number[] = [];
  await fast(regression(), {
    ...BASE,
    yieldEvery: 1e-9,
    callbacks: { onYield: (_, batch) => void yields.push(batch) },
  });
  assert.ok(yields.length > 0);
  await assert.rejects(
    fast(regression(), { ...BASE, yieldEvery: "never", callbacks: { onYield: () => {} } }),
    /onYield/,
  );
});

Deno.test("callbacks see the trained weights, and what they assign counts", async () => {
  const x = data.x[0] as tf.Tensor2D;
  for (const event of ["onBatchEnd", "onEpochEnd"] as const) {
    const run = async (fit: Fit) => {
      const model = regression();
      const seen: number[][] = [];
      await fit(model, {
        ...BASE,
        callbacks: {
          [event]: (i: number) => {
            tf.tidy(() => {
              seen.push([...(model.predict(x) as tf.Tensor).dataSync()]);
              if (i === 1) model.setWeights(model.getWeights().map((weight) => weight.mul(0.5)));
            });
          },
        },
      });
      return seen;
    };
    const expected = await run(onTfjs);
    const got = await run(fast);
    assert.equal(got.length, expected.length);
    got.flat().forEach((value, i) => assert.ok(Math.abs(value - expected.flat()[i]!) < 1e-5));
  }
});

Deno.test("a callback can predict and evaluate with the accelerated model", async () => {
  const model = regression();
  const accelerated = await accelerate(model, CPU);
  const [x, y] = [data.x[0]!, data.y[0]!];
  let count = 0;
  await accelerated.fit(x, y, {
    ...BASE,
    callbacks: {
      onEpochEnd: async () => {
        const got = await accelerated.predict(x) as tf.Tensor;
        const expected = model.predict(x) as tf.Tensor;
        const scores = await accelerated.evaluate(x, y) as tf.Scalar[];
        assert.ok(got.sub(expected).abs().max().dataSync()[0]! < 1e-6);
        tf.dispose([got, expected, scores]);
        count++;
      },
    },
  });
  assert.equal(count, 2);
  await accelerated.close();
});

Deno.test("a callback that throws ends the fit; the weights so far are kept", async () => {
  const model = regression();
  const accelerated = await accelerate(model, CPU);
  const [x, y] = [data.x[0]!, data.y[0]!];
  const before = model.getWeights()[0]!.dataSync().slice();
  const callbacks = {
    onBatchEnd: () => {
      throw new Error("enough");
    },
  };
  await assert.rejects(accelerated.fit(x, y, { ...BASE, callbacks }), /enough/);
  assert.notDeepEqual(model.getWeights()[0]!.dataSync(), before);
  await accelerated.fit(x, y, BASE);
  await accelerated.close();
});
