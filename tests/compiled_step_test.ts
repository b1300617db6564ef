/**
 * Compares the compiled training steps of the classifiers with tfjs's own cpu backend.
 */

import assert from "node:assert/strict";
import { targets, toLogical } from "../compiler/mod.ts";
import { createSession } from "../runtime/session.ts";
import { classifiers } from "../models/mod.ts";
import { cpuTarget } from "../train/cpu_block.ts";
import {
  adam,
  type Reference,
  runSteps,
  runTfjs,
  sample,
  setUp,
  sgd,
  STEPS,
} from "./classifier_steps.ts";
import recorded from "./tfjs_reference.json" with { type: "json" };

const fast = await cpuTarget();
const all = [...Object.values(targets), fast];
const names = all.map(({ name, block }) => block > 0 ? `${name} in blocks of ${block}` : name)
  .join(", ");

/**
 * tfjs's results for the modified LeNet, written by record_tfjs_reference.ts because tfjs takes 15
 * s or more for a step. LeNet is computed in the test.
 */
const written: Readonly<Record<string, Readonly<Record<string, Reference>>>> = recorded;

for (const model of Object.keys(classifiers)) {
  for (const [optimizer, learningRate] of [[adam, 1e-3], [sgd, 0.005]] as const) {
    const what = `${STEPS} steps of ${model} with ${optimizer.name}`;
    Deno.test(`${what} agree with tfjs (${names})`, async () => {
      let reference = written[model]?.[optimizer.name];
      for (const target of all) {
        const setup = setUp({ model, optimizer, learningRate, target });
        const { losses, state } = await runSteps(setup);
        reference ??= runTfjs(setup);
        losses.forEach((loss, i) => {
          const wanted = reference!.losses[i]!;
          const difference = Math.abs(loss - wanted) / wanted;
          assert.ok(difference <= 1e-5, `${target.name}, step ${i}: ${loss}, tfjs ${wanted}`);
        });
        // Adam divides by the root of tiny second moments, so that rounding errors become full
        // steps of the learning rate.
        if (optimizer.name === "sgd") {
          const found = setup.step.state.map(({ name }) => name);
          assert.deepEqual(found.sort(), Object.keys(reference.state).sort());
          for (const { name, shape, layout } of setup.step.state) {
            const data = toLogical(state[name]!.data as Float32Array, shape, layout);
            const { largest, elements } = reference.state[name]!;
            sample(data).elements.forEach((value, i) => {
              const difference = Math.abs(value - elements[i]!);
              // Velocities reach 7. Parameters are below 1, so their tolerance is absolute.
              const near = difference <= 1e-5 * Math.max(1, largest);
              assert.ok(near, `${target.name}, ${name}[${i}]: ${value}, tfjs ${elements[i]}`);
            });
          }
        }
        setup.dispose();
      }
    });
  }
}

for (const model of Object.keys(classifiers)) {
  Deno.test(`${STEPS} steps of ${model} in a loop equal single steps bit for bit`, async () => {
    for (const target of [targets.portable, fast]) {
      const setup = setUp({ model, optimizer: adam, learningRate: 1e-3, target, dropout: 0.3 });
      const { step, feeds, initial } = setup;
      assert.equal(step.noise.length, 1);
      const single = await runSteps(setup);
      const session = await createSession(step.loopModel(), { backend: "cpu", threads: 1 });
      const results = await session.ort.run({
        ...initial(session.Tensor),
        ...feeds(session.Tensor, 0, STEPS),
      });
      assert.deepEqual([...results.loss!.data as Float32Array], single.losses);
      for (const { name, next } of step.state) {
        assert.deepEqual(results[next]!.data, single.state[name]!.data, `${target.name}: ${name}`);
      }
      // In two chunks too, as in a run that was interrupted.
      const first = await session.ort.run({
        ...initial(session.Tensor),
        ...feeds(session.Tensor, 0, 2),
      });
      const rest = await session.ort.run({
        ...Object.fromEntries(step.state.map(({ name, next }) => [name, first[next]!])),
        ...feeds(session.Tensor, 2, STEPS),
      });
      for (const { next } of step.state) assert.deepEqual(rest[next]!.data, results[next]!.data);
      await session.close();
      setup.dispose();
    }
  });
}
