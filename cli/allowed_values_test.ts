import assert from "node:assert/strict";
import { accepts, type AllowedValues } from "./allowed_values.ts";

const VALUES = [-1, 0, 0.5, 1, 2, NaN, Infinity, 2 ** 60, "a", "b", "", true, null, undefined];

/** The values that each entry accepts. */
const CASES: readonly (readonly [AllowedValues, readonly unknown[]])[] = [
  [{ kind: "integer" }, [-1, 0, 1, 2]],
  [{ kind: "integer", min: 0, max: 1 }, [0, 1]],
  [{ kind: "number" }, [-1, 0, 0.5, 1, 2, 2 ** 60]],
  [{ kind: "number", min: 0.5, max: 2 }, [0.5, 1, 2]],
  [{ kind: "choice", choices: ["a"], more: ["b"] }, ["a", "b"]],
  [{ kind: "choice", choices: ["a"] }, ["a"]],
  [{ kind: "choice" }, []],
  [{ kind: "boolean" }, [true]],
  [{ kind: "text" }, ["a", "b", ""]],
];

Deno.test("accepts() takes numbers in their range, choices, booleans and texts", () => {
  for (const [allowed, accepted] of CASES) {
    const found = VALUES.filter((value) => accepts(allowed, value));
    assert.deepEqual(found, accepted, JSON.stringify(allowed));
  }
});
