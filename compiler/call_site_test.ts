import assert from "node:assert/strict";
import { describeCallSite, withDeepStacks } from "./call_site.ts";

const compiler = new URL(".", import.meta.url).href;

/** Describes an error with these frames. */
function described(...frames: string[]): string {
  const error = new Error("x");
  error.stack = ["Error: x", ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return describeCallSite(error);
}

const TFJS = "erf_ (file:///p/node_modules/@tensorflow/tfjs-core/dist/ops/erf.js:3:1)";

Deno.test("a call is described by tfjs's op and the innermost line that is the user's", () => {
  const own = `TracingBackend.record (${compiler}backend.ts:100:5)`;
  const user = "model (file:///home/me/model.ts:12:9)";
  const outer = "main (file:///home/me/main.ts:3:4)";
  assert.equal(described(own, TFJS, user, outer), "tf.erf at file:///home/me/model.ts:12:9");
  assert.equal(described("Object.erf_ (tf.js:3:1)", user), "tf.erf at tf.js:3:1");
  assert.equal(described(own, user), "at file:///home/me/model.ts:12:9");
  assert.equal(described("file:///home/me/top.ts:1:2"), "at file:///home/me/top.ts:1:2");
});

Deno.test("packages, the host and the compiler are not the user's, its tests are", () => {
  const others = [
    "run (file:///p/node_modules/other/index.js:1:1)",
    "next (ext:core/01_core.js:1:1)",
    "emit (node:events:1:1)",
    `lower (${compiler}lower.ts:1:1)`,
  ];
  assert.equal(described(TFJS, ...others), "tf.erf by tfjs itself");
  assert.equal(described(), "by tfjs itself");
  const test = `fn (${compiler}some_test.ts:7:1)`;
  assert.equal(described(...others, test), `at ${compiler}some_test.ts:7:1`);
  assert.equal(
    describeCallSite(Object.assign(new Error(), { stack: undefined })),
    "by tfjs itself",
  );
});

Deno.test("stacks are deep while a function runs, and as before when it has thrown", () => {
  const before = Error.stackTraceLimit;
  const depth = (count: number): number =>
    count > 0 ? depth(count - 1) + 0 : new Error().stack!.split("\n").length - 1;
  assert.ok(withDeepStacks(() => depth(90)) > 90);
  assert.throws(() =>
    withDeepStacks(() => {
      throw new Error("no");
    }), /no/);
  assert.equal(Error.stackTraceLimit, before);
});
