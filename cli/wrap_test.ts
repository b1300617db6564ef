import assert from "node:assert/strict";
import { wrap } from "./wrap.ts";

Deno.test("wrap() fills lines up to the width, and keeps each word whole", () => {
  assert.deepEqual(wrap("aa bb cc", 5), ["aa bb", "cc"]);
  assert.deepEqual(wrap("aa bb cc", 4), ["aa", "bb", "cc"]);
  assert.deepEqual(wrap("aa bb cc", 8), ["aa bb cc"]);
  assert.deepEqual(wrap("a longer word", 3), ["a", "longer", "word"]);
  assert.deepEqual(wrap("longer a", 3), ["longer", "a"]);
  assert.deepEqual(wrap("", 3), [""]);
});
