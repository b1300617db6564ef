import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { createTrainer } from "./create_trainer.ts";
import { assertNear, CPU, LINE, line, trainerTest, usage, X, Y } from "./testing/line.ts";

await tf.setBackend("cpu");

trainerTest("two trainers of one variable without a shared state are refused", async () => {
  const { fn, dispose } = line(tf.train.sgd(0.05));
  const a = await createTrainer(fn, LINE, CPU);
  const b = await createTrainer(fn, LINE, CPU);
  await a.run({ x: X, y: Y });
  await assert.rejects(b.run({ x: X, y: Y }), usage(/another trainer has newer numbers/));
  await a.writeBack();
  await b.run({ x: X, y: Y });
  await b.close();
  await a.close();
  dispose();
});

trainerTest("two trainers of one state on different backends are refused", async () => {
  const { fn, dispose } = line(tf.train.sgd(0.05));
  const a = await createTrainer(fn, LINE, CPU);
  await assert.rejects(
    createTrainer(fn, LINE, { backend: "wasm", threads: 1, state: a.state }),
    usage(/it is on cpu, and the function runs on wasm/),
  );
  await a.close();
  dispose();
});

trainerTest("wrong numbers are refused, and the state stays as it was", async () => {
  const { fn, dispose } = line(tf.train.sgd(0.05));
  const trainer = await createTrainer(fn, LINE, { ...CPU, name: "the line" });
  await assert.rejects(
    trainer.run({ x: X }),
    usage(/^Cannot run the line: expected 4 numbers for the input y, got none$/),
  );
  await assert.rejects(
    trainer.runMany(2, { x: X, y: Y }),
    usage(/expected 8 numbers for the input x, got 4/),
  );
  for (const count of [0, 1.5, NaN]) {
    await assert.rejects(trainer.runMany(count, { x: 0, y: 0 }), usage(/number of calls of 1/));
  }
  assertNear((await trainer.run({ x: X, y: Y })).loss!, [21]);
  await trainer.close();
  dispose();
});

Deno.test("a function that cannot be compiled is refused with its reason", async () => {
  const refused = async (fn: Parameters<typeof createTrainer>[0], message: RegExp) => {
    await assert.rejects(createTrainer(fn, LINE, CPU), (error: unknown) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "compiler");
      assert.match(error.message, message);
      return true;
    });
  };
  const before = tf.memory().numTensors;
  await refused(({ x }) => ({ y: tf.scalar(x!.dataSync()[0]!) }), /create_trainer_refusals_test/);
  await refused(({ x }) => ({ y: tf.spectral.rfft(x!) }), /create_trainer_refusals_test/);
  const later = (async () => await Promise.resolve({})) as unknown as () => Record<
    string,
    tf.Tensor
  >;
  await refused(later, /it returned a promise/);
  assert.equal(tf.memory().numTensors, before);
});
