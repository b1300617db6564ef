import assert from "node:assert/strict";
import type { ModelRecord } from "./record.ts";
import { failureOf } from "./verdict.ts";

const good: ModelRecord = {
  checker: "",
  tfjs: { method: "execute", seconds: 1 },
  checks: {
    1: { difference: 1e-6, tolerance: 1e-4, tfjs: "wasm" },
    3: { difference: 2e-6, tolerance: 1e-4, tfjs: "cpu" },
  },
  wasm: { bySize: 1e-6, difference: 1e-5 },
};

const differing = (difference: number, tolerance = 1e-4) =>
  ({ difference, tolerance, tfjs: "cpu" }) as const;

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
    [{ ...good, checks: { ...good.checks, 3: differing(1e-3) } }, /differs from tfjs by 1.0e-3/],
    [{ ...good, checks: {} }, /not compared/],
    [{ ...good, wasm: { bySize: 1e-3, difference: 1e-5 } }, /wasm differs from cpu/],
    [{ checker: "" }, /tfjs/],
  ];
  for (const [record, message] of cases) assert.match(failureOf(record)!, message);
});

Deno.test("a difference that JSON could not write is a failure", () => {
  const infinite = JSON.parse(JSON.stringify({ ...good, checks: { 1: differing(Infinity) } }));
  assert.match(failureOf(infinite)!, /differs/);
});

Deno.test("a model that enlarges roundings may differ by what it enlarges them, and no more", () => {
  const enlarges = (difference: number, wasm: number) =>
    failureOf({
      ...good,
      checks: { 1: differing(difference, 3e-3) },
      wasm: { bySize: 1e-2, difference: wasm },
    });
  assert.equal(enlarges(2e-3, 2e-3), undefined);
  assert.match(enlarges(4e-3, 2e-3)!, /differs from tfjs/);
  assert.match(enlarges(2e-3, 4e-3)!, /wasm differs from cpu/);
});
