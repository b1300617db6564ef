import assert from "node:assert/strict";
import { providers } from "./mod.ts";

Deno.test("the tables of the providers name the element types that were looked for, each once", () => {
  for (const [name, { operators, types, declines, fails }] of Object.entries(providers)) {
    assert.ok(types.length > 3);
    for (const [op, kernels] of Object.entries(operators)) {
      assert.match(op, /^(\w+\.)*[A-Z]\w+$/, name);
      assert.equal(new Set(kernels).size, kernels.length, `${name} ${op}`);
      for (const type of kernels) {
        assert.ok((types as readonly string[]).includes(type), `${name} ${op} ${type}`);
      }
    }
    // Only an operator that the provider computes can be declined, or fail.
    for (const op of [...Object.keys(declines), ...Object.keys(fails)]) {
      assert.ok((operators as Record<string, readonly string[]>)[op]!.length > 0, `${name} ${op}`);
    }
  }
});
