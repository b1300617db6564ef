import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { ignoredBecause } from "../tests/needs.ts";
import { findObstacle } from "./find_obstacle.ts";
import { resolveBackend } from "./resolve_backend.ts";

Deno.test("resolveBackend() returns a named backend without a reason", async () => {
  assert.deepEqual(await resolveBackend("cpu"), { backend: "cpu" });
  assert.deepEqual(await resolveBackend("wasm"), { backend: "wasm" });
});

Deno.test("resolveBackend() resolves auto to CUDA where it works, else to the CPU", async () => {
  const { backend, reason } = await resolveBackend("auto");
  const obstacle = await findObstacle("cuda");
  if (!obstacle) assert.deepEqual({ backend, reason }, { backend: "cuda", reason: "cuda works" });
  else {
    const why = `not cuda, ${obstacle.why}; cpu works; webgpu has to be named`;
    assert.deepEqual({ backend, reason }, { backend: "cpu", reason: why });
  }
});

const works = await findObstacle("cuda") ? undefined : "CUDA works on this machine";

Deno.test(
  "resolveBackend() refuses CUDA where it does not work, with a hint",
  ignoredBecause(works),
  async () => {
    await assert.rejects(resolveBackend("cuda"), (error: unknown) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "runtime");
      assert.match(error.message, /^Cannot run on cuda: \S/);
      assert.match(error.hint, /^(Run|Check|Use) /);
      return true;
    });
  },
);
