import assert from "node:assert/strict";
import { drawInputs, nextRounding, nudged } from "./inputs.ts";

const MODEL = {
  inputs: {
    flags: { shape: [null, 40], dtype: "bool" },
    counts: { shape: [null, 100], dtype: "int32" },
    words: { shape: [null, 50], dtype: "float32" },
    x: { shape: [null, 30, 20], dtype: "float32" },
  },
  states: [{ input: "h", output: "h:next", shape: [200], dtype: "float32" }],
} as unknown as Parameters<typeof drawInputs>[0];

const draw = (range: readonly [number, number]) => {
  const inputs = drawInputs(MODEL, new Map([["words", 3]]), 2, range);
  return Object.fromEntries(inputs.map((input) => [input.name, input]));
};

/** The different numbers of an input, in order. */
const levels = (data: Float32Array) => [...new Set(data)].sort((a, b) => a - b);

Deno.test("drawInputs() draws what each type and table takes, in the batch that is asked for", () => {
  const { flags, counts, words, x, h } = draw([0, 255]);
  assert.deepEqual(levels(flags!.data), [0, 1]);
  assert.deepEqual(levels(counts!.data), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(levels(words!.data), [0, 1, 2]);
  assert.deepEqual(x!.shape, [2, 30, 20]);
  assert.equal(x!.data.length, 1200);
  assert.deepEqual(h!.shape, [200]);
});

Deno.test("drawInputs() fills the range, and draws states between -1 and 1", () => {
  const spans = (data: Float32Array, low: number, high: number) => {
    const [least, most] = [Math.min(...data), Math.max(...data)], slack = 0.05 * (high - low);
    assert.ok(least >= low && least < low + slack, `from ${least}`);
    assert.ok(most < high && most > high - slack, `to ${most}`);
  };
  const { x, h } = draw([0, 255]);
  spans(x!.data, 0, 255);
  spans(h!.data, -1, 1);
  spans(draw([-0.05, 0.05]).x!.data, -0.05, 0.05);
});

Deno.test("nudged() and nextRounding() change real numbers only, and by little", () => {
  const inputs = Object.values(draw([0, 255]));
  const [flags, counts, words, x] = nudged(inputs, [0, 255]);
  const drawn = inputs[3]!.data;
  assert.deepEqual([flags, counts, words], inputs.slice(0, 3));
  const changes = x!.data.map((number, i) => Math.abs(number - drawn[i]!));
  assert.ok(Math.max(...changes) <= 0.025 * 255 && Math.max(...changes) > 0.02 * 255);
  for (const first of [0, 1, 2]) {
    const rounded = nextRounding(inputs, first);
    assert.deepEqual(rounded.slice(0, 3), inputs.slice(0, 3));
    rounded[3]!.data.forEach((number, i) => {
      const next = drawn[i]! * (1 + [-1, 0, 1][(i + first) % 3]! * 2 ** -23);
      assert.equal(number, Math.fround(next));
    });
  }
});

Deno.test("drawInputs() draws integers of four axes as the bytes of pictures, or as positions", () => {
  const inputs = { x: { shape: [null, 8, 8, 3], dtype: "int32" } } as const;
  const drawn = (rows: ReadonlyMap<string, number>) =>
    drawInputs({ inputs, states: [] }, rows, 3, [-1, 1])[0]!.data;
  const bytes = levels(drawn(new Map()));
  assert.ok(bytes[0]! < 5 && bytes.at(-1)! > 250 && bytes.at(-1)! < 256, bytes.join());
  assert.equal(levels(drawn(new Map([["x", 40]]))).at(-1), 39);
});
