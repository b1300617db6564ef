import assert from "node:assert/strict";
import { chooseInputs } from "./choose_inputs.ts";
import type { OutputNumbers } from "./difference.ts";
import { type InputNumbers, RANGES } from "./inputs.ts";

const compiled = { inputs: { x: { shape: [null, 2], dtype: "float32" } }, states: [] } as const;
const output = (data: readonly number[], type = "float32"): OutputNumbers => ({
  ...{ type, shape: [data.length], data: Float32Array.from(data) },
});

/** The range that is chosen for a model of one number. */
async function rangeFor(fn: (x: number) => number, type?: string) {
  const predict = ([x]: readonly InputNumbers[]) => [output(Array.from(x!.data, fn), type)];
  return (await chooseInputs(compiled, new Map(), 3, predict)).range;
}

Deno.test("the first range is taken in which the outputs react", async () => {
  assert.equal(await rangeFor((x) => 3 * x), RANGES[0]);
  assert.equal(await rangeFor((x) => Math.max(0, x - 2)), RANGES[1]);
  assert.equal(
    await rangeFor((x) => Math.sign(x) * (Math.abs(x) > 0.05 ? 1 : 20 * x * x)),
    RANGES[2],
  );
});

Deno.test("a constant output, and one of integers, decide nothing", async () => {
  assert.equal(await rangeFor(() => 7), RANGES[0]);
  assert.equal(await rangeFor(Math.sign, "int32"), RANGES[0]);
});

Deno.test("a range that the model refuses, or that gives NaN only, is left out", async () => {
  const refuses = (x: number) => {
    if (x < 0) throw new RangeError("negative");
    return x;
  };
  assert.equal(await rangeFor(refuses), RANGES[1]);
  assert.equal(await rangeFor((x) => x < 1 ? NaN : x), RANGES[1]);
  await assert.rejects(
    () =>
      rangeFor(() => {
        throw new RangeError("always");
      }),
    new RangeError("always"),
  );
});
