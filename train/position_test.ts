import assert from "node:assert/strict";
import { createGenerator } from "../data/random.ts";
import { afterEpoch, afterSteps, firstPosition, isOutOfPatience } from "./position.ts";

const FIRST = firstPosition(7);
const STATES = { augment: createGenerator(1).state(), noise: createGenerator(2).state() };

Deno.test("a run begins at epoch 1 with independent sequences of its seed", () => {
  const { epoch, step, sums, shuffle, augment, noise, best } = FIRST;
  assert.deepEqual([epoch, step, sums, best], [1, 0, {}, undefined]);
  const expected = [0, 1, 2].map((stream) => createGenerator(7, stream).state());
  assert.deepEqual([shuffle, augment, noise], expected);
});

Deno.test("steps add to the sums of the epoch, and the next epoch begins with none", () => {
  const outputs = { loss: Float32Array.of(1, 2), correct: Float32Array.of(3, 4) };
  const position = afterSteps(afterSteps(FIRST, outputs, STATES), outputs, STATES);
  assert.deepEqual(position, {
    ...{ ...FIRST, epoch: 1, step: 4, sums: { loss: 6, correct: 14 } },
    ...STATES,
  });
  const shuffle = createGenerator(9).state();
  assert.deepEqual(afterEpoch(position, shuffle), {
    ...{ ...FIRST, epoch: 2, step: 0, sums: {}, shuffle },
    ...STATES,
  });
});

Deno.test("a loss that is no number is named by its step", () => {
  const position = { ...FIRST, epoch: 3, step: 10 };
  const after = (...loss: number[]) =>
    afterSteps(position, { loss: Float32Array.from(loss) }, STATES);
  for (const [losses, step] of [[[NaN, 1], 11], [[1, Infinity, 1], 12], [[1, -Infinity], 12]]) {
    assert.throws(() => after(...losses as number[]), {
      code: "runtime",
      message: "Cannot go on training: the loss is no longer a number in epoch 3, " +
        `step ${step}`,
    });
  }
});

Deno.test("patience ends as many epochs after the best one", () => {
  const at = (epoch: number) => ({ ...FIRST, epoch, best: { epoch: 2, loss: 1 } });
  assert.deepEqual([3, 4, 5, 6].map((epoch) => isOutOfPatience(at(epoch), 2)), [
    ...[false, false, true, true],
  ]);
  assert.equal(isOutOfPatience(at(99), undefined), false);
  assert.equal(isOutOfPatience({ ...FIRST, epoch: 99 }, 2), false);
});
