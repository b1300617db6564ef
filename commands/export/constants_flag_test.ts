import assert from "node:assert/strict";
import type { WeftError } from "../../error.ts";
import { parseConstants } from "./constants_flag.ts";

Deno.test("constants are read by name, also by one with an equals sign", () => {
  assert.deepEqual(parseConstants(["is_training=0", "a=b=-1.5e-3"]), {
    is_training: 0,
    "a=b": -0.0015,
  });
  assert.equal(parseConstants([]), undefined);
});

Deno.test("a word without a name or a number is refused, and a name that is given twice", () => {
  for (const word of ["ratio", "ratio=", "=1", "ratio=half", "ratio=Infinity", "ratio= "]) {
    assert.throws(
      () => parseConstants([word]),
      (error: WeftError) => error.message.includes(`expected NAME=NUMBER, got "${word}"`),
    );
  }
  assert.throws(() => parseConstants(["a=1", "a=2"]), /--constant has "a" twice/);
});
