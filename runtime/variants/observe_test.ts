import assert from "node:assert/strict";
import { encodeModel } from "../../onnx/encode.ts";
import { makeNode, makeTensor } from "../../onnx/make.ts";
import { modelOf } from "../../tests/rewritten_model.ts";
import type { Batch } from "./inputs.ts";
import { largestMagnitudes, narrowRanges, observeRanges } from "./observe.ts";

/** y = (2 x) - 1, with its steps `double` and a position that is no float. */
const MODEL = encodeModel(modelOf({
  shape: [4],
  constants: [
    makeTensor("two", "float32", [], Float32Array.of(2)),
    makeTensor("one", "float32", [], Float32Array.of(1)),
  ],
  nodes: [
    makeNode("Mul", ["x", "two"], ["double"]),
    makeNode("ArgMax", ["double"], ["place"]),
    makeNode("Sub", ["double", "one"], ["y"]),
  ],
}));

const batch = (...numbers: number[]): Batch => [
  { name: "x", shape: [1, 4], dtype: "float32", data: Float32Array.from(numbers) },
];
const BATCHES = [batch(1, -3, 2, 0), batch(5, 4, 1, -1)];

Deno.test("largestMagnitudes() are those of all batches, for inputs and every float32 value", async () => {
  const found = await largestMagnitudes(MODEL, BATCHES);
  assert.deepEqual(Object.fromEntries(found), { x: 5, double: 10, y: 9 });
  const overflowing = await largestMagnitudes(MODEL, [batch(2e38, NaN, 0, 0)]);
  assert.equal(overflowing.get("double"), Infinity);
  assert.equal(overflowing.get("x"), Math.fround(2e38), "NaN has no magnitude");
});

Deno.test("observeRanges() of some values reach from their smallest to their largest number", async () => {
  const ranges = await observeRanges(MODEL, ["x", "y"], BATCHES);
  assert.deepEqual(Object.fromEntries(ranges), {
    x: { min: -3, max: 5 },
    y: { min: -7, max: 9 },
  });
  const positive = await observeRanges(MODEL, ["double"], [batch(3, 1, 1, 2)]);
  assert.deepEqual(positive.get("double"), { min: 0, max: 6 }, "0 is in each range");
});

Deno.test("narrowRanges() cuts off the rarest numbers at either end", async () => {
  // 1,000 numbers: 0 to 10 in hundredths, and one far away.
  const numbers = Array.from({ length: 1000 }, (_, i) => i / 100);
  numbers[0] = 160;
  const batches = Array.from({ length: 250 }, (_, i) => batch(...numbers.slice(4 * i, 4 * i + 4)));
  const ranges = await observeRanges(MODEL, ["x"], batches);
  assert.deepEqual(ranges.get("x"), { min: 0, max: 160 });
  const narrow = async (share: number) =>
    (await narrowRanges(MODEL, ranges, batches, share)).get("x")!;
  assert.deepEqual(await narrow(1), { min: 0, max: 160 });
  const bin = 160 / 4096;
  const most = await narrow(0.99); // five numbers at either end
  assert.ok(Math.abs(most.min - 0.06) < 2 * bin, `${most.min}`);
  assert.ok(Math.abs(most.max - 9.95) < 2 * bin, `${most.max}`);
  const flat = new Map([["x", { min: 0, max: 0 }]]);
  const zeros = await narrowRanges(MODEL, flat, [batch(0, 0, 0, 0)], 0.99);
  assert.deepEqual(zeros.get("x"), { min: 0, max: 0 });
});
