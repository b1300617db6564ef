import assert from "node:assert/strict";
import { rootOfUnity } from "./root_of_unity.ts";

Deno.test("rootOfUnity agrees with cos and sin to the last place of 1, in all octants", () => {
  for (const n of [1, 2, 3, 8, 9, 64, 1728, 2048]) {
    for (let k = -n; k < 2 * n; k++) {
      const [cos, sin] = rootOfUnity(k, n);
      // Math's own values are that far off: its angle, up to 4 pi, is rounded.
      assert(Math.abs(cos - Math.cos(2 * Math.PI * k / n)) < 4e-15);
      assert(Math.abs(sin - Math.sin(2 * Math.PI * k / n)) < 4e-15);
    }
  }
});

Deno.test("rootOfUnity is exact at the quarters and symmetric to the last bit", () => {
  assert.deepEqual([0, 1, 2, 3].map((k) => rootOfUnity(k, 4).map((v) => v + 0)), [[1, 0], [0, 1], [
    -1,
    0,
  ], [0, -1]]);
  for (let k = 1; k < 72; k++) {
    // Where two octants meet, one of them has to take the point.
    if (k % 9 === 0) continue;
    const [cos, sin] = rootOfUnity(k, 72);
    assert.deepEqual(rootOfUnity(72 - k, 72).map((v) => v + 0), [cos, -sin].map((v) => v + 0));
    assert.deepEqual(rootOfUnity(18 - k, 72).map((v) => v + 0), [sin, cos].map((v) => v + 0));
  }
});
