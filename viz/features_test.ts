import assert from "node:assert/strict";
import { checkFinite, checkShape } from "./features.ts";

const usage = (message: string) => ({ name: "WeftError", code: "usage", message });

Deno.test("checkShape() takes bytes or float32 of count times dimensions", () => {
  checkShape("Cannot X", new Float32Array(6), { count: 2, dimensions: 3 });
  checkShape("Cannot X", new Uint8Array(1), { count: 1, dimensions: 1 });
  for (const length of [5, 7]) {
    assert.throws(
      () => checkShape("Cannot X", new Uint8Array(length), { count: 2, dimensions: 3 }),
      usage(`Cannot X: expected 2 points of 3 features, 6 numbers, but got ${length}`),
    );
  }
  assert.throws(
    () => checkShape("Cannot X", new Float64Array(6) as never, { count: 2, dimensions: 3 }),
    usage("Cannot X: expected the features as Float32Array or Uint8Array"),
  );
});

Deno.test("checkShape() names a size that is not a whole number from 1", () => {
  for (const bad of [0, -1, 1.5, NaN]) {
    for (const name of ["count", "dimensions"]) {
      assert.throws(
        () => checkShape("Cannot X", new Uint8Array(1), { count: 1, dimensions: 1, [name]: bad }),
        usage(`Cannot X: expected ${name} to be a whole number from 1 but got ${bad}`),
      );
    }
  }
});

Deno.test("checkFinite() names the first feature that is no number, of large ones none", () => {
  const shape = { count: 2, dimensions: 3 };
  checkFinite("Cannot X", new Uint8Array(6), shape);
  checkFinite("Cannot X", new Float32Array(6).fill(3e38), shape);
  for (
    const [at, place] of [[0, "0 of point 0"], [4, "1 of point 1"], [5, "2 of point 1"]] as const
  ) {
    for (const bad of [NaN, Infinity, -Infinity]) {
      assert.throws(() => checkFinite("Cannot X", new Float32Array(6).fill(bad, at), shape), {
        code: "data",
        message: `Cannot X: feature ${place} is ${bad}`,
      });
    }
  }
});
