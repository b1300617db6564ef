import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { accelerate } from "./accelerate.ts";

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
const options = {
  stateful: true,
  returnSequences: true,
  kernelInitializer: seeded(3),
  recurrentInitializer: seeded(4),
};

const LAYERS: Record<string, () => tf.layers.Layer> = {
  lstm: () => tf.layers.lstm({ ...options, units: 5, batchInputShape: [2, 4, 3] }),
  gru: () => tf.layers.gru({ ...options, units: 5, batchInputShape: [2, 4, 3] }),
  simpleRNN: () => tf.layers.simpleRNN({ ...options, units: 5, batchInputShape: [2, 4, 3] }),
  convLstm2d: () =>
    tf.layers.convLstm2d({
      ...options,
      ...{ filters: 2, kernelSize: 2, padding: "same", batchInputShape: [2, 4, 3, 3, 1] },
    }),
};

function modelOf(layer: tf.layers.Layer): tf.Sequential {
  const model = tf.sequential({
    layers: [
      layer,
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, kernelInitializer: seeded(5) }),
    ],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
  return model;
}

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, where: string): void {
  assert.equal(actual.length, expected.length, where);
  Array.from(actual).forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-5, `${where}[${i}]: ${value}, ${expected[i]}`)
  );
}

for (const [name, layer] of Object.entries(LAYERS)) {
  Deno.test(`a stateful ${name} carries its states through fit, evaluate and predict as in tfjs`, async () => {
    const peer = modelOf(layer()), model = modelOf(layer());
    const shape = [8, ...peer.inputs[0]!.shape.slice(1) as number[]];
    const x = tf.randomUniform(shape, 0, 1, "float32", "x");
    const y = tf.randomUniform([8, 2], 0, 1, "float32", "y");
    const fast = await accelerate(model, { backend: "cpu" });
    const resets: tf.CustomCallbackArgs[] = [peer, model].map((each) => ({
      onEpochEnd: (epoch) => {
        if (epoch === 1) each.resetStates();
        return Promise.resolve();
      },
    }));
    const args = { epochs: 3, batchSize: 2, shuffle: false };
    const expected = await peer.fit(x, y, {
      ...args,
      ...{ verbose: 0, validationSplit: 0.25, callbacks: resets[0]! },
    });
    const actual = await fast.fit(x, y, {
      ...args,
      ...{ validationSplit: 0.25, callbacks: resets[1]! },
    });
    for (const [key, values] of Object.entries(expected.history)) {
      assertNear(actual.history[key] as number[], values as number[], key);
    }
    const same = async (where: string) => {
      const theirs = peer.predict(x, { batchSize: 2 }) as tf.Tensor;
      const ours = await fast.predict(x, { batchSize: 2 }) as tf.Tensor;
      assertNear(ours.dataSync(), theirs.dataSync(), where);
    };
    await same("after fit");
    const loss = peer.evaluate(x, y, { batchSize: 2 }) as tf.Scalar;
    const ownLoss = await fast.evaluate(x, y, { batchSize: 2 }) as tf.Scalar;
    assertNear(ownLoss.dataSync(), loss.dataSync(), "evaluate");
    await same("after evaluate");
    peer.resetStates();
    fast.resetStates();
    await same("after resetStates");
    // tfjs continues from the states that weft left, and the other way round.
    const [theirs, ours] = [peer, model].map((each) =>
      (each.predict(x, { batchSize: 2 }) as tf.Tensor).dataSync()
    );
    assertNear(ours!, theirs!, "tfjs's own predict");
    await same("after tfjs's own predict");
    await fast.close();
  });
}

Deno.test("batches of another size than a stateful model's are refused", async () => {
  const model = modelOf(LAYERS.gru!());
  const fast = await accelerate(model, { backend: "cpu" });
  const x = tf.zeros([6, 4, 3]), y = tf.zeros([6, 2]);
  const refused = (pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof WeftError && error.code === "usage", `${error}`);
    assert.match(error.message, pattern);
    return true;
  };
  await assert.rejects(fast.fit(x, y), refused(/batches of 2, got batchSize 32/));
  await assert.rejects(fast.predict(x), refused(/batches of 2, got batchSize 32/));
  await assert.rejects(fast.trainOnBatch(x, y), refused(/batches of 2, got batchSize 6/));
  const odd = fast.evaluate(tf.zeros([5, 4, 3]), tf.zeros([5, 2]), { batchSize: 2 });
  await assert.rejects(odd, refused(/batches of 2, got 5 rows/));
  const split = fast.fit(x, y, { batchSize: 2, validationSplit: 0.5 });
  await assert.rejects(split, refused(/got 3 rows/));
  const validationData: [tf.Tensor, tf.Tensor] = [tf.zeros([3, 4, 3]), tf.zeros([3, 2])];
  const validated = fast.fit(x, y, { batchSize: 2, validationData });
  await assert.rejects(validated, refused(/^Cannot validate: .*got 3 rows/));
  await fast.close();
});
