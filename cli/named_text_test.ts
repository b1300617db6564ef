import assert from "node:assert/strict";
import { namedText } from "./named_text.ts";

const words = (count: number) => new Array(count).fill("words").join(" ");
const widest = (columns: number) =>
  Math.max(
    ...namedText("Name", words(100), { columns: () => columns }).map(({ length }) => length),
  );

Deno.test("namedText() has the name once, and the text in a column beside it", () => {
  const [first, second] = namedText("Name", words(12), { columns: () => 60 });
  assert.equal(first, `  Name                ${words(6)}`);
  assert.equal(second, `                      ${words(6)}`);
});

Deno.test("namedText() is as wide as the terminal, from 60 to 110 columns", () => {
  // 6, 13 or 14 words fit beside the names.
  assert.deepEqual([0, 60, 100, 110, 1000].map(widest), [57, 57, 99, 105, 105]);
});
