import assert from "node:assert/strict";
import { identity, isIdentity, NCHW, OIHW, permuted, toLogical, toPhysical } from "./layout.ts";

const ramp = (size: number) => Float32Array.from({ length: size }, (_, i) => i);

Deno.test("toPhysical() moves every element to its place in the layout", () => {
  const shape = [2, 3, 4, 5];
  const data = toPhysical(ramp(120), shape, NCHW);
  for (let n = 0; n < 2; n++) {
    for (let h = 0; h < 3; h++) {
      for (let w = 0; w < 4; w++) {
        for (let c = 0; c < 5; c++) {
          assert.equal(data[((n * 5 + c) * 3 + h) * 4 + w], ((n * 3 + h) * 4 + w) * 5 + c);
        }
      }
    }
  }
});

Deno.test("toLogical() is the inverse of toPhysical()", () => {
  for (const layout of [NCHW, OIHW, [3, 0, 1, 2], [1, 0, 3, 2]]) {
    const shape = [2, 3, 4, 5];
    assert.deepEqual(toLogical(toPhysical(ramp(120), shape, layout), shape, layout), ramp(120));
  }
});

Deno.test("toPhysical() returns the same array for the identity", () => {
  const data = ramp(6);
  assert.equal(toPhysical(data, [2, 3], identity(2)), data);
  assert.ok(isIdentity(identity(3)));
  assert.ok(!isIdentity(NCHW));
  assert.deepEqual(permuted([2, 3, 4, 5], NCHW), [2, 5, 3, 4]);
});
