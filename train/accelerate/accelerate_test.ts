/** Other methods of an accelerated model, and how it stays in step with its tfjs model. */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { resolveBackend } from "../../runtime/resolve_backend.ts";
import { accelerate } from "../mod.ts";
import { CPU, dataOf, fitFast, fitOnTfjs } from "../../tests/fit/agreement.ts";
import { BASE, mlp, several } from "../../tests/fit/small_models.ts";

Deno.test("trainOnBatch, evaluate and predict return what tfjs's methods do", async () => {
  for (const build of [() => mlp({ metrics: ["mae"] }), () => several({ metrics: ["accuracy"] })]) {
    const [first, second] = [build(), build()];
    const { x, y } = dataOf(first, 10);
    const fast = await accelerate(second, CPU);
    const one = (list: tf.Tensor[]) => list.length === 1 ? list[0]! : list;
    const numbers = (given: number | number[] | tf.Tensor | tf.Tensor[]) =>
      [given].flat().flatMap((each) => typeof each === "number" ? [each] : [...each.dataSync()]);
    const close = (got: Parameters<typeof numbers>[0], expected: Parameters<typeof numbers>[0]) => {
      const [a, b] = [numbers(got), numbers(expected)];
      assert.equal(a.length, b.length);
      b.forEach((value, i) => assert.ok(Math.abs(a[i]! - value) < 1e-5, `${a[i]} ${value}`));
    };
    for (let i = 0; i < 3; i++) {
      close(await fast.trainOnBatch(x, y), await first.trainOnBatch(one(x), one(y)));
    }
    const scores = [first.evaluate(one(x), one(y), { batchSize: 4 })].flat();
    // With several outputs tfjs puts partial sums of the losses in front.
    close(await fast.evaluate(x, y, { batchSize: 4 }), scores.slice(x.length - 1));
    close(await fast.predict(x, { batchSize: 3 }), first.predict(one(x)) as tf.Tensor);
    await fast.close();
  }
});

Deno.test("afterwards the tfjs model has the trained weights: predict, save, optimizer", async () => {
  const [first, second] = [mlp(), mlp()];
  const data = dataOf(first, 10);
  await fitOnTfjs(first, data, BASE);
  await fitFast(second, data, BASE);
  const outputs = [first, second].map((model) =>
    (model.predict(data.x[0]!) as tf.Tensor).dataSync()
  );
  outputs[0]!.forEach((value, i) => assert.ok(Math.abs(value - outputs[1]![i]!) < 1e-5));
  const saved = await Promise.all([first, second].map(async (model) => {
    let weights: ArrayBuffer | undefined;
    await model.save(
      tf.io.withSaveHandler((artifacts) => {
        weights = artifacts.weightData as ArrayBuffer;
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
        });
      }),
      { includeOptimizer: true },
    );
    return { weights: new Float32Array(weights!), steps: model.optimizer.iterations };
  }));
  assert.equal(saved[1]!.steps, saved[0]!.steps);
  assert.equal(saved[1]!.weights.length, saved[0]!.weights.length);
  saved[0]!.weights.forEach((value, i) => {
    assert.ok(!(Math.abs(value - saved[1]!.weights[i]!) > 1e-5), `${i}`);
  });
});

Deno.test("setWeights, and tfjs's own fit between two fits, are noticed", async () => {
  const [first, second] = [mlp(), mlp()];
  const data = dataOf(first, 10);
  const [x, y] = [data.x[0]!, data.y[0]!];
  const fast = await accelerate(second, CPU);
  const half = (model: tf.LayersModel) =>
    tf.tidy(() => model.setWeights(model.getWeights().map((weight) => weight.mul(0.5))));
  const steps: ((model: tf.LayersModel) => Promise<unknown>)[] = [
    (model) => model === first ? first.fit(x, y, { ...BASE, verbose: 0 }) : fast.fit(x, y, BASE),
    (model) => Promise.resolve(half(model)),
    (model) => model === first ? first.fit(x, y, { ...BASE, verbose: 0 }) : fast.fit(x, y, BASE),
    (model) => model.fit(x, y, { ...BASE, verbose: 0 }),
    (model) => model === first ? first.fit(x, y, { ...BASE, verbose: 0 }) : fast.fit(x, y, BASE),
  ];
  for (const step of steps) for (const model of [first, second]) await step(model);
  const [expected, got] = [first, second].map((model) =>
    model.getWeights().map((weight) => weight.dataSync<"float32">())
  );
  got!.forEach((values, i) =>
    values.forEach((value, k) => assert.ok(Math.abs(value - expected![i]![k]!) < 1e-5))
  );
  await fast.close();
});

Deno.test("typed arrays with a shape, and bytes with a scale, train as tensors do", async () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => (i * 37) % 256);
  const build = () => mlp({}, { units: 2 });
  const { y } = dataOf(build(), 10);
  const scaled = tf.tensor2d(Float32Array.from(bytes, (byte) => byte / 255), [10, 4]);
  const expected = await fitFast(build(), { x: [scaled], y }, BASE);
  const train = async (x: Parameters<Awaited<ReturnType<typeof accelerate>>["fit"]>[0]) => {
    const model = build();
    const fast = await accelerate(model, CPU);
    const { history } = await fast.fit(x, {
      data: y[0]!.dataSync() as Float32Array,
      shape: [10, 2],
    }, BASE);
    await fast.close();
    return history.loss as number[];
  };
  const shape = [10, 4];
  assert.deepEqual(
    await train({ data: scaled.dataSync() as Float32Array, shape }),
    expected.history.loss,
  );
  for (
    const x of [
      { data: bytes, shape, scale: 1 / 255 },
      { data: Int32Array.from(bytes), shape },
      { data: bytes, shape },
    ]
  ) {
    const reference = "scale" in x ? scaled : tf.tensor2d(Float32Array.from(bytes), [10, 4]);
    const wanted = await fitOnTfjs(build(), { x: [reference], y }, BASE);
    (await train(x)).forEach((loss, i) => {
      assert.ok(Math.abs(loss - wanted.history.loss![i]!) <= 1e-5 * wanted.history.loss![i]!);
    });
  }
});

Deno.test("predict and evaluate leave out what layers do while they train", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 8, inputShape: [3] }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const { x: [x], y: [y] } = dataOf(model, 7);
  const fast = await accelerate(model, CPU);
  const near = (a: tf.Tensor, b: tf.Tensor) =>
    a.dataSync().forEach((value, i) => assert.ok(Math.abs(value - b.dataSync()[i]!) < 1e-5));
  near(await fast.predict(x!) as tf.Tensor, model.predict(x!) as tf.Tensor);
  near(await fast.evaluate(x!, y!) as tf.Scalar, model.evaluate(x!, y!) as tf.Scalar);
  await fast.close();
});

Deno.test("without options the backend is that of auto, and batches have 32 rows", async () => {
  const { backend } = await resolveBackend("auto");
  const [first, second] = [mlp(), mlp()];
  const data = dataOf(first, 40);
  const histories = [];
  for (const [model, args] of [[first, {}], [second, { batchSize: 32, epochs: 1 }]] as const) {
    const fast = await accelerate(model, { seed: 1 });
    assert.equal(fast.backend, backend);
    histories.push((await fast.fit(data.x, data.y, args)).history);
    assert.equal(model.optimizer.iterations, 2);
    await fast.close();
  }
  assert.deepEqual(histories[0], histories[1]);
});

Deno.test("a method of the model's own fit is refused while a fit runs, and not afterwards", async () => {
  const model = mlp();
  const { x: [x], y: [y] } = dataOf(model, 8);
  const fast = await accelerate(model, CPU);
  await fast.trainOnBatch(x!, y!);
  await model.fit(x!, y!, { verbose: 0 });
  await fast.evaluate(x!, y!);
  await model.fit(x!, y!, { verbose: 0 });
  await fast.close();
});
