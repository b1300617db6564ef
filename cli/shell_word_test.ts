import assert from "node:assert/strict";
import { shellWord } from "./shell_word.ts";

Deno.test("shellWord() leaves plain words alone and quotes the rest", () => {
  const cases: [word: string, quoted: string][] = [
    ["runs/lenet-20260131-142501", "runs/lenet-20260131-142501"],
    ["0.003", "0.003"],
    ["my runs", "'my runs'"],
    ["it's", "'it'\\''s'"],
    ["$HOME;rm", "'$HOME;rm'"],
    ["", "''"],
  ];
  for (const [word, quoted] of cases) assert.equal(shellWord(word), quoted);
});
