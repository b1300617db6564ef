import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";

/** Asserts that a `usage` error is thrown. */
export function assertUsage(run: () => unknown, message: RegExp, hint: RegExp): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof WeftError, `${error}`);
    assert.equal(error.code, "usage");
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  });
}
