import assert from "node:assert/strict";
import { makeNode } from "./make.ts";
import { anyInteger, integer, integers, isPlainCall, text } from "./plain_call.ts";

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

Deno.test("a call is plain when it has one output and nothing besides inputs and a name", () => {
  const isPlain = (change: Partial<ReturnType<typeof makeNode>>, op = "Relu") =>
    isPlainCall(Object.assign(makeNode("Relu", ["x"], ["y"]), change), op, {});
  assert.ok(isPlain({ name: "named", docString: "described" }));
  assert.ok(!isPlain({}, "Conv"));
  assert.ok(!isPlain({ domain: "com.microsoft" }));
  assert.ok(!isPlain({ overload: "another" }));
  assert.ok(!isPlain({ output: ["y", "z"] }));
  assert.ok(!isPlain({ output: [""] }));
  assert.ok(!isPlain({ $unknown: [{ no: 99, wireType: 0, data: Uint8Array.of(1) }] }));
});

Deno.test("integer() and text() are an attribute of that type and value", () => {
  const node = makeNode("Conv", [], [], { group: { i: 3 }, auto_pad: { s: "VALID" } });
  const [group, pad] = node.attribute;
  assert.deepEqual([integer(3)(group!, node), integer(2)(group!, node)], [true, false]);
  assert.deepEqual([text("VALID")(pad!, node), text("SAME")(pad!, node)], [true, false]);
  assert.deepEqual([integer(0)(pad!, node), text("")(group!, node)], [false, false]);
  pad!.docString = "described";
  assert.ok(!text("VALID")(pad!, node));
});
