import assert from "node:assert/strict";
import type { Flag } from "./flag.ts";
import { badValue, expected, strayWord, unknownFlag } from "./flag_errors.ts";

const help = "";
const SPEC = {
  ...{ name: "deno task train", summary: "", examples: [] },
  flags: { seed: { kind: "integer", value: "N", help } },
} as const;

Deno.test("expected() describes what a flag takes", () => {
  const flags: readonly (readonly [Flag, string])[] = [
    [{ kind: "choice", choices: ["a", "b", "c"], help } as Flag, "a, b or c"],
    [{ kind: "choice", choices: ["a"], help } as Flag, "a"],
    [{ kind: "paths", help } as Flag, "one or more paths"],
    [{ kind: "boolean", help }, "no value"],
    [{ kind: "text", help } as Flag, "a text"],
    [{ kind: "path", value: "DIR", help } as Flag, "DIR"],
    [{ kind: "texts", help } as Flag, "one or more of a text"],
    [{ kind: "texts", value: "NAME=1", help } as Flag, "one or more of NAME=1"],
    [{ kind: "integer", help } as Flag, "an integer"],
    [{ kind: "number", help } as Flag, "a number"],
    [{ kind: "integer", min: 0, help } as Flag, "an integer of at least 0"],
    [{ kind: "number", max: 0, help } as Flag, "a number of at most 0"],
    [{ kind: "number", min: 0, max: 1, help } as Flag, "a number from 0 to 1"],
  ];
  for (const [flag, text] of flags) assert.equal(expected(flag), text);
});

Deno.test("errors of flags name the flag, and the one that was meant", () => {
  const { message } = badValue("seed", SPEC.flags.seed, "x", "hint");
  assert.equal(message, 'Invalid --seed: expected an integer, got "x"');
  const names = ["seed", "threads"];
  assert.equal(unknownFlag(SPEC, "sede", names).hint, "Did you mean --seed?");
  assert.equal(unknownFlag(SPEC, "zzzzzz", names).hint, "See deno task train --help");
});

Deno.test("the error of a stray word names the word before it, and a flag that exists", () => {
  assert.equal(
    strayWord(SPEC, "x", "y").message,
    'Unexpected "x" after "y": expected a flag such as --seed',
  );
  assert.equal(
    strayWord({ ...SPEC, flags: {} }, "x", undefined).message,
    'Unexpected "x": expected a flag such as --help',
  );
});
