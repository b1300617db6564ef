import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { resolveBackend } from "../runtime/resolve_backend.ts";
import { createTrainer, type Trainer } from "./create_trainer.ts";
import { assertNear, CPU, LINE, line, trainerTest, usage, variable, X, Y } from "./testing/line.ts";

await tf.setBackend("cpu");

trainerTest("minimize() of an own loop gives the losses and variables of tfjs", async () => {
  const [ours, theirs] = [line(tf.train.adam(0.1)), line(tf.train.adam(0.1))];
  const trainer = await createTrainer(ours.fn, LINE, CPU);
  for (let step = 0; step < 20; step++) {
    const { loss } = await trainer.run({ x: X, y: Y });
    const wanted = tf.tidy(() => theirs.fn({ x: tf.tensor(X), y: tf.tensor(Y) }).loss.dataSync());
    assertNear(loss!, wanted, 1e-4 * wanted[0]!);
  }
  assert.equal(ours.variables[0]!.dataSync()[0], 0, "the state is in ONNX Runtime");
  await trainer.writeBack();
  ours.variables.forEach((each, i) =>
    assertNear(each.dataSync(), theirs.variables[i]!.dataSync(), 1e-5)
  );
  await trainer.close();
  for (const each of [ours, theirs]) each.dispose();
});

trainerTest("close() writes the state back", async () => {
  const { fn, variables, dispose } = line(tf.train.sgd(0.05));
  const trainer = await createTrainer(fn, LINE, CPU);
  await trainer.run({ x: X, y: Y });
  await trainer.close();
  assert.ok(variables[0]!.dataSync()[0]! > 0);
  dispose();
});

trainerTest("runMany() gives the results of run(), bit for bit, with two dropouts", async () => {
  const results = [];
  for (const counts of [[1, 1, 1, 1], [4], [1, 3]]) {
    const weight = variable(() => tf.ones([8, 8]));
    const optimizer = tf.train.adam(0.01);
    const trainer = await createTrainer(
      ({ x }) => ({
        loss: optimizer.minimize(() => {
          const hidden = tf.dropout(tf.matMul(x!, weight).tanh(), 0.5);
          return tf.dropout(tf.matMul(hidden, weight), 0.25).square().mean().asScalar();
        }, true)!,
      }),
      { x: { shape: [2, 8], dtype: "float32" } },
      { ...CPU, seed: 5 },
    );
    const x = Float32Array.from({ length: 4 * 16 }, (_, i) => Math.sin(i));
    const losses: number[] = [];
    let at = 0;
    for (const count of counts) {
      const { loss } = await trainer.runMany(count, { x: x.subarray(at * 16, (at + count) * 16) });
      losses.push(...loss!);
      at += count;
    }
    await trainer.close();
    results.push({ losses, weight: [...weight.dataSync()] });
    weight.dispose();
    optimizer.dispose();
  }
  assert.deepEqual(results[1], results[0]);
  assert.deepEqual(results[2], results[0]);
});

trainerTest("the seed decides the draws of dropout", async () => {
  const outputs = [];
  for (const seed of [1, 1, 2]) {
    const trainer = await createTrainer(
      ({ x }) => ({ y: tf.dropout(x!, 0.5) }),
      { x: { shape: [64], dtype: "float32" } },
      { ...CPU, seed },
    );
    outputs.push((await trainer.run({ x: 1 })).y!);
    await trainer.close();
  }
  assert.deepEqual(outputs[0], outputs[1]);
  assert.notDeepEqual(outputs[0], outputs[2]);
});

trainerTest("variableGrads() and applyGradients() with clipped gradients", async () => {
  const weight = variable(() => tf.tensor1d([2, -2]), "clipped");
  const optimizer = tf.train.sgd(1);
  const trainer = await createTrainer(
    () => {
      const { value, grads } = tf.variableGrads(() => weight.square().sum().asScalar());
      const clipped = Object.entries(grads).map(([name, gradient]) => ({
        name,
        tensor: gradient.clipByValue(-0.5, 0.5),
      }));
      optimizer.applyGradients(clipped);
      return { loss: value };
    },
    {},
    CPU,
  );
  assertNear((await trainer.run({})).loss!, [8]);
  assertNear((await trainer.runMany(2, {})).loss!, [4.5, 2]);
  await trainer.close();
  assertNear(weight.dataSync(), [0.5, -0.5]);
  weight.dispose();
  optimizer.dispose();
});

trainerTest("two optimizers share variables by one state, as in a GAN", async () => {
  const run = async (shared: boolean) => {
    const [real, fake] = [variable(() => tf.scalar(1)), variable(() => tf.scalar(-1))];
    const [first, second] = [tf.train.sgd(0.1), tf.train.adam(0.1)];
    const gap = () => real.sub(fake);
    const inputs = { target: { shape: [], dtype: "float32" } } as const;
    const critic = (target: tf.Tensor) =>
      first.minimize(() => gap().sub(target).square().asScalar(), true, [real])!;
    const generator = (target: tf.Tensor) =>
      second.minimize(() => gap().add(target).square().asScalar(), true, [fake])!;
    const losses: number[] = [];
    if (shared) {
      const a = await createTrainer(({ target }) => ({ loss: critic(target!) }), inputs, CPU);
      const { state } = a;
      const b = await createTrainer(
        ({ target }) => ({ loss: generator(target!) }),
        inputs,
        { ...CPU, state },
      );
      for (let i = 0; i < 10; i++) {
        losses.push((await a.run({ target: 3 })).loss![0]!);
        losses.push((await b.run({ target: 1 })).loss![0]!);
      }
      await b.close();
      await a.run({ target: 3 });
      await a.close();
    } else {
      tf.tidy(() => {
        for (let i = 0; i < 10; i++) {
          losses.push(critic(tf.scalar(3)).dataSync()[0]!);
          losses.push(generator(tf.scalar(1)).dataSync()[0]!);
        }
        critic(tf.scalar(3));
      });
    }
    losses.push(real.dataSync()[0]!, fake.dataSync()[0]!);
    for (const each of [real, fake, first, second]) each.dispose();
    return losses;
  };
  assertNear(await run(true), await run(false), 1e-4);
});

trainerTest("a variable that the program assigns is read again, and its numbers win", async () => {
  const { fn, variables: [slope, offset], dispose } = line(tf.train.sgd(0.05));
  const trainer = await createTrainer(fn, LINE, CPU);
  await trainer.run({ x: X, y: Y });
  tf.tidy(() => {
    slope!.assign(tf.scalar(2));
    offset!.assign(tf.scalar(1));
  });
  await trainer.writeBack();
  assertNear(slope!.dataSync(), [2]);
  assertNear((await trainer.run({ x: X, y: Y })).loss!, [0]);
  await trainer.close();
  dispose();
});

trainerTest("a function without updates, with inputs of several types", async () => {
  const trainer = await createTrainer(
    ({ bytes, classes, mask }) => ({
      sum: bytes!.cast("float32").sum(),
      picked: tf.oneHot(classes!, 3).cast("float32"),
      chosen: tf.where(mask!, classes!, tf.zerosLike(classes!)),
    }),
    {
      bytes: { shape: [2, 2], dtype: "int32", storage: "uint8" },
      classes: { shape: [2], dtype: "int32" },
      mask: { shape: [2], dtype: "bool" },
    },
    CPU,
  );
  const classes = tf.tensor1d([2, 1], "int32");
  const outputs = await trainer.run({
    bytes: Uint8Array.of(1, 2, 3, 250),
    classes,
    mask: Uint8Array.of(1, 0),
  });
  assert.deepEqual([...outputs.sum!], [256]);
  assert.deepEqual([...outputs.picked!], [0, 0, 1, 0, 1, 0]);
  assert.deepEqual([...outputs.chosen!], [2, 0]);
  const many = await trainer.runMany(2, {
    bytes: 1,
    classes: Float32Array.of(0, 1, 2, 0),
    mask: 1,
  });
  assert.deepEqual([...many.sum!], [4, 4]);
  assert.deepEqual([...many.chosen!], [0, 1, 2, 0]);
  const half = { bytes: 1, classes: 0.5, mask: 1 };
  await assert.rejects(trainer.run(half), usage(/input classes takes int32, got 0.5/));
  classes.dispose();
  await trainer.close();
});

trainerTest("calls wait for one another, and close() for all", async () => {
  const { fn, variables, dispose } = line(tf.train.sgd(0.05));
  const trainer = await createTrainer(fn, LINE, CPU);
  const runs = Promise.all([1, 2, 3].map(() => trainer.run({ x: X, y: Y })));
  const closed = trainer.close();
  await assert.rejects(trainer.run({ x: X, y: Y }), usage(/its trainer is closed/));
  const losses = (await runs).map(({ loss }) => loss![0]!);
  assert.ok(losses[0]! > losses[1]! && losses[1]! > losses[2]!, `${losses}`);
  await closed;
  await trainer.close();
  assert.ok(variables[0]!.dataSync()[0]! > 0);
  dispose();
});

Deno.test("no tensors leak in a hundred steps and write-backs", async () => {
  const { fn, dispose } = line(tf.train.adam(0.1));
  const trainer: Trainer = await createTrainer(fn, LINE, CPU);
  await trainer.run({ x: X, y: Y });
  await trainer.writeBack();
  const { numTensors, numBytes } = tf.memory();
  for (let i = 0; i < 100; i++) {
    await trainer.run({ x: X, y: Y });
    await trainer.writeBack();
  }
  assert.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
  await trainer.close();
  dispose();
});

trainerTest("without options the backend is that of auto, and the seed is 1", async () => {
  const weight = variable(() => tf.ones([16]));
  const fn = ({ x }: Record<string, tf.Tensor>) => ({ y: tf.dropout(weight.mul(x!), 0.5) });
  const inputs = { x: { shape: [], dtype: "float32" } } as const;
  const { backend } = await resolveBackend("auto");
  const drawn = await Promise.all([{}, { seed: 1 }, { seed: 2 }].map(async (options) => {
    const trainer = await createTrainer(fn, inputs, options);
    assert.equal(trainer.session.provider, backend);
    const { y } = await trainer.run({ x: 1 });
    await trainer.close();
    return y;
  }));
  assert.deepEqual(drawn[0], drawn[1]);
  assert.notDeepEqual(drawn[0], drawn[2]);
  weight.dispose();
});

trainerTest(
  "close() empties a state of the trainer's own, and leaves one that is shared",
  async () => {
    const { fn, dispose } = line(tf.train.sgd(0.05));
    const first = await createTrainer(fn, LINE, CPU);
    const second = await createTrainer(fn, LINE, { ...CPU, state: first.state });
    await second.run({ x: X, y: Y });
    await second.close();
    assert.ok(first.state.snapshot().size > 0);
    await first.close();
    assert.equal(first.state.snapshot().size, 0);
    dispose();
  },
);
