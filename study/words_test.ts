import assert from "node:assert/strict";
import { duration, millions, percent } from "./words.ts";

Deno.test("numbers are written for a reader", () => {
  assert.deepEqual([0.04, 9.94, 9.96, 59.4, 59.6, 207, 3723].map(duration), [
    ...["0.0 s", "9.9 s", "10 s", "59 s", "1:00 min", "3:27 min", "1:02:03 h"],
  ]);
  assert.deepEqual([61_706, 845_844, 15_904_928].map(millions), [
    ...["61,706", "0.85 million", "15.9 million"],
  ]);
  assert.equal(percent(0.92825), "92.83 %");
  assert.equal(percent(0.79, 0), "79 %");
});
