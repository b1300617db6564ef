import assert from "node:assert/strict";
import { type OutputArray, pairsOf } from "./pairs.ts";
import type { MapResult, ModelResult, RuntimeResult } from "./parity.ts";
import { checkPromises, type Measurements } from "./promises.ts";
import { REFERENCE } from "./runtimes.ts";

const RUNS: readonly [name: string, backend: OutputArray["backend"]][] = [
  [REFERENCE, "cpu"],
  ["wasm in Deno", "wasm"],
  ["wasm in Node", "wasm"],
  ["webgpu in Deno", "webgpu"],
  ["cuda in Deno", "cuda"],
];

/** Two images of two classes; all runtimes give the same logits, except those in `changed`. */
function measured(changed: Readonly<Record<string, readonly number[]>> = {}): Measurements {
  const arrays = RUNS.map(([runtime, backend]) => ({
    ...{ model: "lenet", output: "logits", width: 2, runtime, backend },
    values: Float32Array.from(changed[runtime] ?? [8, 1, 2, 4]),
  }));
  const runtimes = RUNS.map(([name, backend]): RuntimeResult => ({
    ...{ name, backend, engine: "Deno", state: "ran" },
  }));
  const models = RUNS.map(([runtime]): ModelResult => ({ model: "lenet", runtime }));
  const maps: MapResult[] = [{ engine: "Deno", hash: "ab" }, { engine: "Node", hash: "ab" }];
  return { runtimes, models, pairs: pairsOf(arrays), maps };
}

const brokenIn = (found: Measurements) =>
  checkPromises(found).filter(({ state }) => state === "broken").map(({ name }) => name);

Deno.test("checkPromises() keeps all promises where runtimes agree, and counts comparisons", () => {
  const found = checkPromises(measured());
  assert.deepEqual(found.map(({ state }) => state), Array(5).fill("kept"));
  assert.deepEqual(found.map(({ checked }) => checked), [10, 3, 3, 1, 1]);
});

Deno.test("checkPromises() says unchecked where there is nothing to compare", () => {
  const { runtimes, models } = measured();
  const found = checkPromises({
    runtimes,
    models,
    pairs: [],
    maps: [{ engine: "Deno", hash: "a" }],
  });
  assert.deepEqual(found.map(({ state }) => state), ["kept", ...Array(4).fill("unchecked")]);
});

Deno.test("equal logits is broken above 1e-5 of the largest logit, and kept below", () => {
  // The largest is 8, so that the bound is 8e-5; float32 holds these numbers to 5e-7.
  assert.deepEqual(brokenIn(measured({ "webgpu in Deno": [8.00007, 1, 2, 4] })), []);
  assert.deepEqual(brokenIn(measured({ "webgpu in Deno": [8.00009, 1, 2, 4] })), ["equal logits"]);
});

Deno.test("a number that is not finite breaks equal logits", () => {
  const found = checkPromises(measured({ "webgpu in Deno": [8, 1, NaN, 4] }));
  assert.equal(found[1]!.state, "broken");
  assert.match(
    found[1]!.broken[0]!,
    /^logits of lenet, webgpu in Deno against cpu in Deno: 1 number/,
  );
});

Deno.test("two swapped logits break equal logits and equal classes, and name the image", () => {
  const found = measured({ "webgpu in Deno": [8, 1, 4, 2] });
  assert.deepEqual(brokenIn(found), ["equal logits", "equal classes"]);
  assert.match(checkPromises(found)[2]!.broken[0]!, /1 of 2 images, the first is number 1$/);
});

Deno.test("a different class in a tie within 1e-5 keeps the promise", () => {
  const tie = measured({ [REFERENCE]: [8, 1, 4, 4.00002], "webgpu in Deno": [8, 1, 4.00002, 4] });
  const pair = tie.pairs.find(({ runtime }) => runtime === "webgpu in Deno")!;
  assert.equal(pair.disagreements!.length, 1);
  const classes = checkPromises({ ...tie, pairs: [pair] })[2]!;
  assert.equal(classes.state, "kept");
});

Deno.test("one different bit in WebAssembly breaks equal bits only", () => {
  const next = 8.000001; // the next float32 above 8
  assert.deepEqual(brokenIn(measured({ "wasm in Node": [next, 1, 2, 4] })), [
    "equal bits in WebAssembly",
  ]);
});

Deno.test("differences on CUDA break no promise", () => {
  assert.deepEqual(brokenIn(measured({ "cuda in Deno": [8.001, 1, 2, 4] })), []);
});

Deno.test("every runtime runs is broken by a failed runtime or model, not by an absent one", () => {
  const { runtimes, models, pairs, maps } = measured();
  const failed = runtimes.map((each) => ({ ...each, state: "failed" as const, why: "it crashed" }));
  const absent = runtimes.map((each) => ({ ...each, state: "absent" as const }));
  const error = models.map((each) => ({ ...each, error: "no memory" }));
  assert.deepEqual(brokenIn({ runtimes: failed, models, pairs, maps }), ["every runtime runs"]);
  assert.deepEqual(brokenIn({ runtimes, models: error, pairs, maps }), ["every runtime runs"]);
  assert.deepEqual(brokenIn({ runtimes: absent, models: [], pairs, maps }), []);
});

Deno.test("a different hash and a failed map break equal maps", () => {
  const found = measured();
  const other = [{ engine: "Deno", hash: "ab" }, { engine: "Firefox", hash: "ac" }];
  assert.deepEqual(brokenIn({ ...found, maps: other }), ["equal maps"]);
  const failed = [{ engine: "Deno", hash: "ab" }, { engine: "Firefox", error: "no memory" }];
  assert.deepEqual(brokenIn({ ...found, maps: failed }), ["equal maps"]);
});
