import assert from "node:assert/strict";
import { drawInputs, RANGES } from "./inputs.ts";

const draw = (shape: readonly (number | null)[], rows = new Map<string, number>()) => {
  const inputs = { x: { shape, dtype: "int32" } } as const;
  return Array.from(drawInputs({ inputs, states: [] }, rows, 3, RANGES[0]!)[0]!.data);
};

Deno.test("integers of four axes are the bytes of pictures", () => {
  const bytes = draw([null, 8, 8, 3]);
  assert.ok(Math.max(...bytes) > 250 && Math.max(...bytes) < 256 && Math.min(...bytes) < 5);
});

Deno.test("other integers are small, or positions in their table", () => {
  assert.equal(Math.max(...draw([null, 50])), 9);
  const rows = new Map([["x", 40]]);
  assert.ok(Math.max(...draw([null, 50], rows)) === 39);
  assert.ok(Math.max(...draw([null, 8, 8, 3], rows)) === 39);
});
