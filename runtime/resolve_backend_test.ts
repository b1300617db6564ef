import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { findObstacle } from "./find_obstacle.ts";
import { resolveBackend } from "./resolve_backend.ts";

Deno.test("resolveBackend() takes a backend that was named without a word", async () => {
  assert.deepEqual(await resolveBackend("cpu"), { backend: "cpu" });
  assert.deepEqual(await resolveBackend("wasm"), { backend: "wasm" });
});

Deno.test("resolveBackend() says for auto what it took and why: CUDA where it works, else the CPU", async () => {
  const { backend, reason } = await resolveBackend("auto");
  const obstacle = await findObstacle("cuda");
  if (!obstacle) assert.deepEqual({ backend, reason }, { backend: "cuda", reason: "cuda works" });
  else {
    const why = `not cuda, ${obstacle.why}; cpu works; webgpu has to be named`;
    assert.deepEqual({ backend, reason }, { backend: "cpu", reason: why });
  }
});

Deno.test("resolveBackend() refuses CUDA where its provider is not installed, and says how to get it", async () => {
  const obstacle = await findObstacle("cuda");
  if (!obstacle) return; // a machine with CUDA: nothing to refuse
  await assert.rejects(resolveBackend("cuda"), (error: unknown) => {
    assert.ok(error instanceof WeftError);
    assert.equal(error.code, "runtime");
    assert.match(error.message, /^Cannot run on cuda: \S/);
    assert.match(error.hint, /^(Run|Check|Use) /);
    return true;
  });
});
