import assert from "node:assert/strict";
import { findPython } from "./python_peers.ts";

Deno.test("findPython() finds none where no Python has the module", async () => {
  assert.equal(await findPython("weft_has_no_such_module"), undefined);
});
