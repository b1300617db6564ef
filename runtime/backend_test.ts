import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { obstacleTo, settleBackend } from "./backend.ts";

Deno.test("settleBackend() takes a backend that was named without a word", async () => {
  assert.deepEqual(await settleBackend("cpu"), { backend: "cpu" });
  assert.deepEqual(await settleBackend("wasm"), { backend: "wasm" });
});

Deno.test("settleBackend() says for auto what it took and why: CUDA where it works, else the CPU", async () => {
  const { backend, reason } = await settleBackend("auto");
  const obstacle = await obstacleTo("cuda");
  if (!obstacle) assert.deepEqual({ backend, reason }, { backend: "cuda", reason: "cuda works" });
  else {
    const why = `not cuda, ${obstacle.why}; cpu works; webgpu has to be named`;
    assert.deepEqual({ backend, reason }, { backend: "cpu", reason: why });
  }
});

Deno.test("settleBackend() refuses CUDA where its provider is not installed, and says how to get it", async () => {
  const obstacle = await obstacleTo("cuda");
  if (!obstacle) return; // a machine with CUDA: nothing to refuse
  await assert.rejects(settleBackend("cuda"), (error: unknown) => {
    assert.ok(error instanceof WeftError);
    assert.equal(error.code, "runtime");
    assert.match(error.message, /^Cannot run on cuda: \S/);
    assert.match(error.hint, /^(Run|Check|Use) /);
    return true;
  });
});
