import assert from "node:assert/strict";
import {
  createGenerator,
  type Generator,
  type GeneratorState,
  restoreGenerator,
} from "./random.ts";

const WeftErrorOf = (code: string) => ({ name: "WeftError", code });

Deno.test("a generator gives the published numbers of xoshiro128**", () => {
  // The output of the authors' C code from the state 1, 2, 3, 4; also in the tests of rand_xoshiro.
  const generator = restoreGenerator({ algorithm: "xoshiro128**", words: [1, 2, 3, 4] });
  assert.deepEqual(Array.from({ length: 10 }, generator.uint32), [
    11520,
    0,
    5927040,
    70819200,
    2031721883,
    1637235492,
    1287239034,
    3734860849,
    3729100597,
    4258142804,
  ]);
});

Deno.test("a seed gives the numbers that recorded runs were made with", () => {
  const generator = createGenerator(1);
  assert.deepEqual(Array.from({ length: 4 }, generator.uint32), SEED_1);
});

Deno.test("a generator restored from its JSON state continues the sequence", () => {
  const generator = createGenerator(42, 3);
  for (let i = 0; i < 100; i++) generator.uint32();
  const saved = JSON.parse(JSON.stringify(generator.state())) as GeneratorState;
  const expected = Array.from({ length: 50 }, generator.uint32);
  assert.deepEqual(Array.from({ length: 50 }, restoreGenerator(saved).uint32), expected);
});

Deno.test("restoring does not change the saved state", () => {
  const saved = createGenerator(5).state();
  const before = JSON.stringify(saved);
  restoreGenerator(saved).uint32();
  assert.equal(JSON.stringify(saved), before);
});

Deno.test("seeds and streams, neighbouring ones too, give unrelated sequences", () => {
  const starts = new Set<number>();
  for (let seed = 0; seed < 40; seed++) {
    for (let stream = 0; stream < 40; stream++) starts.add(createGenerator(seed, stream).uint32());
  }
  assert.equal(starts.size, 1600);
  const a = createGenerator(1, 0), b = createGenerator(1, 1);
  assert.ok(Math.abs(correlation(a, b, 10_000)) < 0.04, "streams 0 and 1 are correlated");
});

Deno.test("uniform() is in [0, 1), exact in float32, with the right mean and variance", () => {
  const values = new Float32Array(100_000);
  createGenerator(3).fillUniform(values);
  const again = createGenerator(3);
  let sum = 0, squares = 0;
  for (const value of values) {
    assert.ok(value >= 0 && value < 1);
    assert.equal(value, again.uniform());
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  assert.ok(Math.abs(mean - 0.5) < 0.004, `mean ${mean}`);
  assert.ok(Math.abs(squares / values.length - mean * mean - 1 / 12) < 0.002);
});

Deno.test("the largest draw is still below 1 in float32", () => {
  const value = new Float32Array([(0xffff_ffff >>> 8) / 0x100_0000])[0]!;
  assert.ok(value < 1);
});

Deno.test("below(n) gives each integer equally often", () => {
  const generator = createGenerator(11);
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < 70_000; i++) counts[generator.below(7)]!++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquare < 22.5, `chi-square ${chiSquare} with 6 degrees of freedom`); // p = 0.001
});

Deno.test("below(n) rejects the values that would favour small remainders", () => {
  // With n = 3 * 2^30 plain remainders would fall below 2^30 half of the time.
  const generator = createGenerator(2);
  let low = 0;
  for (let i = 0; i < 9_000; i++) if (generator.below(3 * 2 ** 30) < 2 ** 30) low++;
  assert.ok(Math.abs(low / 9_000 - 1 / 3) < 0.025, `${low} of 9000`);
});

Deno.test("below(n) refuses an n that is not an integer from 1 to 2^32", () => {
  const generator = createGenerator(1);
  for (const n of [0, -1, 1.5, NaN, 2 ** 32 + 1]) {
    assert.throws(() => generator.below(n), WeftErrorOf("usage"));
  }
  assert.equal(generator.below(1), 0);
  const again = restoreGenerator(generator.state());
  assert.equal(generator.below(2 ** 32), again.uint32());
});

Deno.test("below(n) draws again from the last multiple of n below 2^32 on", () => {
  // The first draw of xoshiro128** is rotl(5 s1, 7) 9: 0xc0000000 for this word.
  const word = Math.imul(rotateRight(Math.imul(0xc000_0000, INVERSE_9), 7), INVERSE_5) >>> 0;
  const start = () => restoreGenerator({ algorithm: "xoshiro128**", words: [1, word, 0, 0] });
  const draws = start();
  assert.equal(draws.uint32(), 0xc000_0000);
  assert.equal(start().below(0xc000_0000), draws.uint32() % 0xc000_0000);
  assert.equal(start().below(0xc000_0001), 0xc000_0000);
});

Deno.test("permutation(n) holds every index once and depends on the seed", () => {
  const order = createGenerator(1).permutation(1000);
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 1000 }, (_, i) => i));
  assert.notDeepEqual(order, createGenerator(2).permutation(1000));
  assert.deepEqual([...createGenerator(1).permutation(0)], []);
});

Deno.test("permutation(3) reaches all six orders equally often", () => {
  const generator = createGenerator(9);
  const counts = new Map<string, number>();
  for (let i = 0; i < 12_000; i++) {
    const key = generator.permutation(3).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 2000) < 200, `${count}`);
});

Deno.test("a seed or stream that is not a whole number is refused", () => {
  for (const seed of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    assert.throws(() => createGenerator(seed), WeftErrorOf("usage"));
    assert.throws(() => createGenerator(1, seed), WeftErrorOf("usage"));
  }
});

Deno.test("a damaged state is refused", () => {
  const algorithm = "xoshiro128**" as const;
  const damaged: unknown[] = [
    { algorithm, words: [0, 0, 0, 0] },
    { algorithm, words: [1, 2, 3] },
    { algorithm, words: [1, 2, 3, -4] },
    { algorithm, words: [1, 2, 3, 2 ** 32] },
    { algorithm, words: [1, 2, 3, 0.5] },
    { algorithm, words: Uint32Array.of(1, 2, 3, 4) },
    { algorithm: "pcg32", words: [1, 2, 3, 4] },
    {},
  ];
  for (const state of damaged) {
    assert.throws(() => restoreGenerator(state as GeneratorState), WeftErrorOf("checkpoint"));
  }
  const words = [0, 0, 0, 2 ** 32 - 1] as const;
  assert.deepEqual(restoreGenerator({ algorithm, words }).state(), { algorithm, words });
});

// Checked against a Python transcription of splitmix64 and of xoshiro128**.
const SEED_1 = [2623289908, 2800498207, 3787528606, 946984661];

/** The inverses of 9 and of 5 modulo 2^32. */
const INVERSE_9 = 0x38e3_8e39, INVERSE_5 = 0xcccc_cccd;

const rotateRight = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function correlation(a: Generator, b: Generator, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5) * 12;
  return sum / count;
}
