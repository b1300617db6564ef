import assert from "node:assert/strict";
import { distinctNames } from "./distinct_names.ts";

Deno.test("a name that occurs again gets a number that no other name has", () => {
  assert.deepEqual(distinctNames(["a", "a", "b", "a"]), ["a", "a_1", "b", "a_2"]);
  assert.deepEqual(distinctNames(["a", "a_1", "a"]), ["a", "a_1", "a_2"]);
  assert.deepEqual(distinctNames(["a", "a", "a_1", "a_1"]), ["a", "a_2", "a_1", "a_1_1"]);
});

Deno.test("a name that is taken gets a number", () => {
  assert.deepEqual(distinctNames(["a", "b"], ["a", "a_1"]), ["a_2", "b"]);
});
