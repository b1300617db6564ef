import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { fromSentError, toSentError } from "./sent_error.ts";

Deno.test("a WeftError is the same after it was sent", () => {
  const error = new WeftError("network", "Cannot fetch images", "Reload the page");
  const received = fromSentError(structuredClone(toSentError(error, "classify", "Try again")));
  assert.deepEqual(
    [received.code, received.message, received.hint],
    ["network", "Cannot fetch images", "Reload the page"],
  );
});

Deno.test("any other error gets the action and the hint", () => {
  assert.deepEqual(toSentError("broken", "classify", "Try again"), {
    code: "runtime",
    message: "Cannot classify: broken",
    hint: "Try again",
  });
});
