/** Bad input of `accelerate` and its methods: each is refused, and the training stays as it was. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { accelerate, type AcceleratedModel, type FitArgs } from "../mod.ts";
import { CPU, weightsOf } from "../../tests/fit/agreement.ts";

const { dense } = tf.layers;

type ModelNumbers = Parameters<AcceleratedModel["fit"]>[0];

function regression(optimizer: tf.Optimizer = tf.train.sgd(0.05)): tf.Sequential {
  const model = tf.sequential({
    layers: [dense({ units: 1, inputShape: [2], name: "line", kernelInitializer: "ones" })],
  });
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}

const X = tf.tensor2d([[0, 1], [1, 0], [1, 1], [2, 1], [3, 1]]);
const Y = tf.tensor2d([[1], [2], [3], [4], [5]]);
const BASE = { batchSize: 2, epochs: 2, shuffle: false } as const;

/** Checks the error of a promise: a WeftError with a hint. */
async function refused(
  promise: Promise<unknown>,
  message: RegExp,
  hint: RegExp = /./,
): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof WeftError, `${error}`);
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  });
}

Deno.test("a model that is not compiled, or none, is refused", async () => {
  const model = tf.sequential({ layers: [dense({ units: 1, inputShape: [2] })] });
  await refused(accelerate(model, CPU), /it is not compiled/, /model.compile/);
  const other = {} as unknown as tf.LayersModel;
  await refused(accelerate(other, CPU), /it is not a tf.LayersModel/, /tf.sequential/);
  await refused(accelerate(undefined!, CPU), /it is not a tf.LayersModel/, /tf.sequential/);
  const graph = { modelVersion: "1" } as unknown as tf.LayersModel;
  await refused(accelerate(graph, CPU), /it is not a tf.LayersModel/, /^A graph model has no lay/);
});

Deno.test("wrong data is refused, the model stays as it was and trains afterwards", async () => {
  const model = regression();
  const fast = await accelerate(model, CPU);
  const before = weightsOf(model);
  const { numTensors } = tf.memory();
  const bad: [ModelNumbers, ModelNumbers, RegExp][] = [
    [tf.ones([5, 3]), Y, /line_input expects the shape \[any,2\], got \[5,3\]/],
    [tf.ones([5]), Y, /expects the shape/],
    [X, tf.ones([5, 2]), /line expects the shape \[any,1\], got \[5,2\]/],
    [X, tf.ones([4, 1]), /the inputs have 5 rows, the targets 4/],
    [[X, X], Y, /expected numbers for line_input, got 2/],
    [{ other: X }, Y, /got none for line_input/],
    [tf.tensor2d([["a", "b"]]), tf.ones([1, 1]), /line_input expects numbers, got .* string/],
    [undefined as unknown as tf.Tensor, Y, /expected numbers for line_input, got undefined/],
    [5 as unknown as tf.Tensor, Y, /got 5/],
    [
      { data: new Float64Array(10) as unknown as Float32Array, shape: [5, 2] },
      Y,
      /line_input expects numbers, got Float64Array/,
    ],
    [new Float32Array(10) as unknown as tf.Tensor, Y, /line_input expects numbers/],
    [{ data: new Float32Array(9), shape: [5, 2] }, Y, /has 9 numbers, its shape \[5,2\] has 10/],
    [tf.tensor2d([[0, 1], [1, NaN]]), tf.ones([2, 1]), /row 1 of line_input has a NaN/],
    [tf.ones([2, 2]), tf.tensor2d([[0], [Infinity]]), /row 1 of line has a Infinity/],
  ];
  for (const [x, y, message] of bad) {
    await refused(fast.fit(x, y, BASE), message);
    await refused(fast.evaluate(x, y), message);
    await refused(fast.trainOnBatch(x, y), message);
    for (const tensor of [x, y]) {
      if (tensor instanceof tf.Tensor && tensor !== X && tensor !== Y) tensor.dispose();
    }
  }
  assert.deepEqual(weightsOf(model), before);
  assert.ok(tf.memory().numTensors <= numTensors);
  await fast.fit(X, Y, BASE);
  await fast.close();
});

Deno.test("arguments that tfjs does not implement, and numbers out of range, are refused", async () => {
  const fast = await accelerate(regression(), CPU);
  const fit = (args: unknown) => fast.fit(X, Y, args as FitArgs);
  await refused(fit({ sampleWeight: X }), /tfjs does not implement sampleWeight/, /classWeight/);
  await refused(fit({ stepsPerEpoch: 2 }), /stepsPerEpoch/);
  await refused(fit({ shuffle: "batch" }), /shuffle: "batch"/, /true/);
  await refused(fit({ validationData: [X, Y, Y] }), /validationData/);
  for (const batchSize of [0, 1.5, -1, NaN]) {
    await refused(fit({ batchSize }), /Cannot fit: batchSize is/, /whole number from 1/);
    await refused(fast.evaluate(X, Y, { batchSize }), /Cannot evaluate: batchSize is/);
    await refused(fast.predict(X, { batchSize }), /Cannot predict: batchSize is/);
  }
  await refused(fit({ epochs: 0.5 }), /epochs is 0.5/);
  for (const validationSplit of [1, 1.5, -0.1, 0.99]) {
    await refused(fit({ validationSplit }), /validationSplit/, /between 0 and 1/);
  }
  await refused(fit({ classWeight: { 1: 1 } }), /no weight for class 2 of line \(row 1\)/);
  await refused(fit({ classWeight: { other: { 1: 1 } } }), /the outputs line, got a record with/);
  await refused(fit({ classWeight: [{}, {}] }), /got a list of 2/);
  await fast.close();
});

Deno.test("a model with an op that cannot be compiled: kernel, layer, line, way out", async () => {
  class Spectrum extends tf.layers.Layer {
    static className = "Spectrum";
    override call(inputs: tf.Tensor | tf.Tensor[]) {
      return tf.tidy(() => tf.real(tf.spectral.rfft([inputs].flat()[0]!)));
    }
    override computeOutputShape() {
      return [null, 2] as tf.Shape;
    }
  }
  const model = tf.sequential({
    layers: [dense({ units: 2, inputShape: [2] }), new Spectrum({ name: "spectrum" })],
  });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const fast = await accelerate(model, CPU);
  const before = weightsOf(model);
  const { numTensors } = tf.memory();
  const targets = tf.ones([5, 2]);
  for (let i = 0; i < 2; i++) {
    await refused(
      fast.fit(X, targets, BASE),
      /kernel Complex in layer 'spectrum'.*bad_input_test\.ts/,
    );
    await refused(fast.predict(X), /kernel Complex/);
  }
  targets.dispose();
  assert.deepEqual(weightsOf(model), before);
  assert.equal(tf.memory().numTensors, numTensors);
  await fast.close();
});

Deno.test("fit twice at once, and close() during fit, are refused; the first goes on", async () => {
  const model = regression();
  const fast = await accelerate(model, CPU);
  const first = fast.fit(X, Y, { ...BASE, epochs: 5 });
  await refused(fast.fit(X, Y, BASE), /Cannot fit: fit is running/, /Await fit first/);
  await refused(fast.trainOnBatch(X, Y), /fit is running/);
  await refused(fast.close(), /Cannot close: fit is running/);
  await assert.rejects(model.fit(X, Y, { verbose: 0 }), /another fit\(\) call is ongoing/);
  assert.equal((await first).history.loss!.length, 5);
  const onTfjs = model.fit(X, Y, { ...BASE, verbose: 0 });
  await refused(fast.fit(X, Y, BASE), /tfjs's own fit is running/, /model.fit/);
  await onTfjs;
  await fast.fit(X, Y, BASE);
  await fast.close();
});

Deno.test("methods are refused after close(); the tfjs model has the weights", async () => {
  const model = regression();
  const fast = await accelerate(model, CPU);
  await fast.fit(X, Y, BASE);
  const trained = weightsOf(model);
  await fast.close();
  await fast.close();
  for (
    const call of [
      () => fast.fit(X, Y),
      () => fast.trainOnBatch(X, Y),
      () => fast.evaluate(X, Y),
      () => fast.predict(X),
    ]
  ) await refused(call(), /the accelerated model is closed/, /accelerate\(model\)/);
  assert.deepEqual(weightsOf(model), trained);
  const again = await accelerate(model, CPU);
  await again.fit(X, Y, BASE);
  await again.close();
});

Deno.test("a loss that becomes NaN ends the fit in its step, with the weights before it", async () => {
  // The rate of step 3 makes the weights so large that the loss of step 4 is infinite.
  const rates = [0.05, 0.05, 1e30, 0.05, 0.05];
  for (const callbacks of [{}, { onBatchEnd: () => {} }]) {
    const model = regression();
    const fast = await accelerate(model, CPU);
    await refused(
      fast.fit(X, Y, { ...BASE, epochs: 9, callbacks, learningRate: (i) => rates[i] ?? 0.05 }),
      /^Cannot go on training: the loss is (Infinity|NaN) in step 4$/,
      /those after 3 steps/,
    );
    const reference = regression();
    const again = await accelerate(reference, CPU);
    await again.fit(X, Y, { ...BASE, epochs: 1, learningRate: (i) => rates[i]! });
    assert.deepEqual(weightsOf(model), weightsOf(reference));
    assert.equal(model.optimizer.iterations, 3);
    await again.close();
    await fast.close();
  }
});

Deno.test("weights that become NaN by a step with a good loss are those before it", async () => {
  // The root of 0 has the loss 0 and the gradient NaN.
  const model = regression();
  const loss = (target: tf.Tensor, output: tf.Tensor) => {
    const isGood = target.less(4).toFloat();
    const zero = output.sub(output);
    return output.sub(target).square().mul(isGood).add(isGood.add(zero).sqrt());
  };
  for (const callbacks of [{}, { onBatchEnd: () => {} }]) {
    model.compile({ optimizer: tf.train.sgd(0.01), loss });
    model.setWeights([tf.ones([2, 1]), tf.zeros([1])]);
    const fast = await accelerate(model, CPU);
    // Rows 0 to 2 are good, row 3 is not: its step is the fourth.
    await refused(
      fast.fit(X, Y, { batchSize: 1, epochs: 2, shuffle: false, callbacks }),
      /the loss is NaN in step 5/,
      /those after 3 steps/,
    );
    assert.ok(weightsOf(model).every((values) => values.every(Number.isFinite)));
    assert.equal(model.optimizer.iterations, 3);
    await fast.close();
    const reference = regression();
    reference.compile({ optimizer: tf.train.sgd(0.01), loss });
    await reference.fit(X.slice([0, 0], [3, 2]), Y.slice([0, 0], [3, 1]), {
      batchSize: 1,
      shuffle: false,
      verbose: 0,
    });
    weightsOf(model).forEach((values, i) =>
      values.forEach((value, k) => assert.ok(Math.abs(value - weightsOf(reference)[i]![k]!) < 1e-6))
    );
  }
});

Deno.test("an AbortSignal stops the fit; the weights so far are kept", async () => {
  const model = regression();
  const fast = await accelerate(model, CPU);
  const controller = new AbortController();
  const before = weightsOf(model);
  let batches = 0;
  const callbacks = { onBatchEnd: () => void (++batches === 2 && controller.abort()) };
  await assert.rejects(
    fast.fit(X, Y, { ...BASE, epochs: 50, callbacks, signal: controller.signal }),
    { name: "AbortError" },
  );
  assert.equal(batches, 2);
  assert.notDeepEqual(weightsOf(model), before);
  await assert.rejects(fast.fit(X, Y, { signal: AbortSignal.abort(new Error("no")) }), /no/);
  await fast.fit(X, Y, BASE);
  await fast.close();
});
