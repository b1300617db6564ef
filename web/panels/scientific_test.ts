import assert from "node:assert/strict";
import { scientific } from "./scientific.ts";

Deno.test("scientific() writes powers of ten as superscripts, without a plus", () => {
  assert.equal(scientific(2.26e-6), "2.3 × 10⁻⁶");
  assert.equal(scientific(5.4), "5.4 × 10⁰");
  assert.equal(scientific(123_456), "1.2 × 10⁵");
  assert.equal(scientific(1e-12), "1.0 × 10⁻¹²");
  assert.equal(scientific(0), "0");
  assert.equal(scientific(Infinity), "Infinity");
});
