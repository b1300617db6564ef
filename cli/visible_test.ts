import assert from "node:assert/strict";
import { oneLine, visible } from "./visible.ts";

Deno.test("visible() shows control characters and keeps line breaks, tabs and other languages", () => {
  assert.equal(
    visible("\x1b]0;title\x07\r\x9b2J\x7f\0"),
    "\\u001b]0;title\\u0007\\u000d\\u009b2J\\u007f\\u0000",
  );
  assert.equal(visible("safe\u202egnp.exe"), "safe\\u202egnp.exe");
  const plain = "Sac à main\t靴\n🧥 -0.5";
  assert.equal(visible(plain), plain);
  assert.equal(visible("a\r\nb"), "a\nb");
});

Deno.test("JSON that visible() has changed has the same values", () => {
  const value = { "\x9b2J": "\x1b[2J\u202e\x7f", number: -0.5 };
  assert.deepEqual(JSON.parse(visible(JSON.stringify(value))), value);
});

Deno.test("oneLine() shows line breaks and tabs too", () => {
  assert.equal(oneLine("a\r\n\tb\x1b"), "a\\u000d\\u000a\\u0009b\\u001b");
});
