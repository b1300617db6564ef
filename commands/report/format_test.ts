import assert from "node:assert/strict";
import { braced, capitalised, duration, fixed, millions, percent } from "./format.ts";

Deno.test("numbers are formatted for a reader", () => {
  assert.deepEqual([0.04, 9.94, 9.96, 59.4, 59.6, 207, 3723].map(duration), [
    ...["0.0 s", "9.9 s", "10 s", "59 s", "1:00 min", "3:27 min", "1:02:03 h"],
  ]);
  assert.deepEqual([61_706, 845_844, 15_904_928].map(millions), [
    ...["61,706", "0.85 million", "15.9 million"],
  ]);
  assert.equal(percent(0.92825), "92.83 %");
  assert.equal(percent(0.79, 0), "79 %");
  assert.equal(fixed(-0.0331, 3), "−0.033");
});

Deno.test("capitalised() changes the first letter only", () => {
  assert.equal(capitalised("the Pixels of LeNet"), "The Pixels of LeNet");
  assert.equal(capitalised(""), "");
});

Deno.test("braced() writes the common start of names once", () => {
  assert.equal(braced(["lenet-bn-1a", "lenet-bn-2b"]), "lenet-bn-{1a,2b}");
  assert.equal(braced(["lenet-bn-1a"]), "lenet-bn-1a");
  assert.equal(braced(["lenet-1a", "other"]), "lenet-1a other");
  assert.equal(braced([]), "");
});
