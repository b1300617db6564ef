import assert from "node:assert/strict";
import { turnUpright } from "./turn_upright.ts";

Deno.test("turnUpright() undoes each EXIF orientation", () => {
  // "F" in 3 x 2 pixels, as each orientation stores it: upright it reads 1 2 3 / 4 5 6.
  const stored: Record<number, [width: number, data: number[]]> = {
    1: [3, [1, 2, 3, 4, 5, 6]],
    2: [3, [3, 2, 1, 6, 5, 4]],
    3: [3, [6, 5, 4, 3, 2, 1]],
    4: [3, [4, 5, 6, 1, 2, 3]],
    5: [2, [1, 4, 2, 5, 3, 6]],
    6: [2, [3, 6, 2, 5, 1, 4]],
    7: [2, [6, 3, 5, 2, 4, 1]],
    8: [2, [4, 1, 5, 2, 6, 3]],
  };
  for (const [orientation, [width, data]] of Object.entries(stored)) {
    const pixels = { width, height: 6 / width, channels: 1, data: Uint8Array.from(data) };
    const upright = turnUpright(pixels, Number(orientation));
    assert.deepEqual([upright.width, upright.height], [3, 2]);
    assert.deepEqual([...upright.data], [1, 2, 3, 4, 5, 6], `orientation ${orientation}`);
  }
});
