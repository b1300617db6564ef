import assert from "node:assert/strict";
import { makeNode } from "./make.ts";
import { anyInteger, integers, isPlainCall, text } from "./plain_call.ts";

Deno.test("a call is plain when its attributes have their type, value and no other field", () => {
  const tests = { group: anyInteger, pads: integers(1, 2), auto_pad: text("VALID") };
  const call = (attributes: Parameters<typeof makeNode>[3] = {}) =>
    makeNode("Conv", ["x", "w"], ["y"], attributes);
  const isPlain = (node = call()) => isPlainCall(node, "Conv", tests);
  assert.ok(isPlain());
  assert.ok(isPlain(call({ group: { i: 3 }, pads: { ints: [1, 2] } })));
  assert.ok(!isPlain(call({ group: { f: 3 } })));
  assert.ok(!isPlain(call({ pads: { ints: [1, 3] } })));
  assert.ok(!isPlain(call({ strides: { ints: [1, 2] } })));
  const described = call({ group: { i: 3 } });
  described.attribute[0]!.docString = "groups";
  assert.ok(!isPlain(described));
  const twice = call({ group: { i: 3 } });
  twice.attribute.push(...twice.attribute);
  assert.ok(!isPlain(twice));
});
