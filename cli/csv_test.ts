import assert from "node:assert/strict";
import { csvText } from "./csv.ts";

Deno.test("csvText() quotes only cells with commas, quotes or line breaks", () => {
  assert.equal(
    csvText([["plain", "a,b", 'say "so"'], ["two\nlines", "", "T-shirt/top"], ["old\rMac"]]),
    'plain,"a,b","say ""so"""\n"two\nlines",,T-shirt/top\n"old\rMac"\n',
  );
});

Deno.test("csvText() of no rows is empty", () => assert.equal(csvText([]), ""));

Deno.test("csvText() makes formulas texts, and keeps numbers", () => {
  const formulas = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-"];
  for (const text of formulas) assert.ok(csvText([[text]]).replace(/^"/, "").startsWith("'"), text);
  const numbers = ["-0.5", "+3", "-1e-7", "1.5E+10", "-.5", "-Infinity", "NaN", "-0"];
  for (const text of numbers) assert.equal(csvText([[text]]), `${text}\n`);
});
