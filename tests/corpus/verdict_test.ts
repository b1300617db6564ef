import assert from "node:assert/strict";
import type { ModelRecord } from "./record.ts";
import { failureOf } from "./verdict.ts";

const good: ModelRecord = {
  checker: "",
  tfjs: { method: "execute", moved: 0, seconds: 1 },
  difference: { 1: 1e-6, 3: 2e-6 },
  wasmDifference: 1e-6,
};

Deno.test("a file that agrees everywhere has no failure", () => {
  assert.equal(failureOf(good), undefined);
});

Deno.test("each step that fails is named", () => {
  const cases: [ModelRecord, RegExp][] = [
    [{ ...good, refused: "no lowering" }, /no lowering/],
    [{ ...good, sessionRefused: "bad node" }, /ONNX Runtime: bad node/],
    [{ ...good, ended: "it took over 300 s" }, /300 s/],
    [{ ...good, checker: "no such attribute" }, /checker: no such attribute/],
    [{ ...good, tfjs: { refused: "a string" } }, /tfjs: a string/],
    [{ ...good, difference: { 1: 0, 3: 1e-3 } }, /differs from tfjs by 1.0e-3/],
    [{ ...good, wasmDifference: 1e-3 }, /wasm differs from cpu/],
    [{ checker: "" }, /tfjs/],
  ];
  for (const [record, message] of cases) assert.match(failureOf(record)!, message);
});

Deno.test("a difference that JSON could not write is a failure", () => {
  const infinite = JSON.parse(JSON.stringify({ ...good, difference: { 1: Infinity } }));
  assert.match(failureOf(infinite)!, /differs/);
});

Deno.test("a model that enlarges roundings may differ by what it enlarges them, and no more", () => {
  const tfjs = { ...good.tfjs, moved: 1e-3 };
  assert.equal(failureOf({ ...good, tfjs, difference: { 1: 2e-3 } }), undefined);
  assert.match(failureOf({ ...good, tfjs, difference: { 1: 4e-3 } })!, /differs/);
});
