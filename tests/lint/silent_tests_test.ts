/// <reference lib="deno.unstable" />
import assert from "node:assert/strict";
import plugin from "./silent_tests.ts";

const lint = (code: string, file = "some_test.ts") =>
  Deno.lint.runPlugin(plugin, file, code).map(({ id }) => id.replace("weft-tests/", ""));

Deno.test("no-early-return finds a conditional return in a test, a step and a wrapped test", () => {
  const early = "if (!found) return;\ncheck(found);";
  const block = `if (!found) { say("skipped"); return; }\ncheck(found);`;
  const tests = [
    `Deno.test("a", () => { ${early} });`,
    `Deno.test("a", options, async (t) => { await t.step("b", () => { ${block} }); });`,
    `Deno.test({ name: "a", fn: async () => { try { ${block} } finally { close(); } } });`,
    `Deno.test("a", () => withFolder(async (folder) => { ${early} }));`,
    `Deno.test("a", withScene(async (scene) => { ${early} }));`,
    `webTest("a", async (open) => { ${early} });`,
  ];
  for (const test of tests) assert.deepEqual(lint(test), ["no-early-return"], test);
});

Deno.test("no-early-return leaves callbacks, loops and other files alone", () => {
  const callback = `Deno.test("a", () => {
    run((epoch) => { if (epoch !== 1) return; stop(); });
    for (const each of all) if (each === 0) continue;
    check();
  });`;
  assert.deepEqual(lint(callback), []);
  assert.deepEqual(lint('Deno.test("a", () => { if (b) return; check(); });', "some.ts"), []);
});

Deno.test("no-own-ignore finds a test that decides on its own to be ignored", () => {
  assert.deepEqual(lint('Deno.test({ name: "a", ignore: !found, fn });'), ["no-own-ignore"]);
  assert.deepEqual(lint('Deno.test({ name: "a", ...needs("Node"), fn });'), []);
});

Deno.test("no-clock finds the clocks in tests only", () => {
  const clocks = "const began = performance.now(), date = Date.now();";
  assert.deepEqual(lint(clocks), ["no-clock", "no-clock"]);
  assert.deepEqual(lint(clocks, "some.ts"), []);
});
