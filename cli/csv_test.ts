import assert from "node:assert/strict";
import { csvText } from "./csv.ts";

Deno.test("csvText() quotes only cells with commas, quotes or line breaks", () => {
  assert.equal(
    csvText([["plain", "a,b", 'say "so"'], ["two\nlines", "", "T-shirt/top"]]),
    'plain,"a,b","say ""so"""\n"two\nlines",,T-shirt/top\n',
  );
});

Deno.test("csvText() of no rows is empty", () => assert.equal(csvText([]), ""));
