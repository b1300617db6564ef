import assert from "node:assert/strict";
import { host } from "#host";
import type { ChosenBackend, Obstacle } from "./backends.ts";
import type { HostBackend } from "./host.ts";
import { resolveBackend } from "./resolve_backend.ts";

const obstacle: Obstacle = { why: "its package is missing", fix: "Install it" };

/** Makes backends of the host fail. The process keeps what it found out about them. */
function breakBackends(names: readonly ChosenBackend[]): void {
  const backends = host.backends as Map<ChosenBackend, HostBackend>;
  for (const name of names) {
    const { softwareReason: _, ...entry } = backends.get(name)!;
    backends.set(name, { ...entry, findObstacle: () => Promise.resolve(obstacle) });
  }
}

Deno.test("auto takes wasm where nothing else works, and warns that cpu is faster", async () => {
  const warnings: string[] = [];
  host.warn = (text) => void warnings.push(text);
  breakBackends(["cuda", "cpu", "webgpu"]);
  assert.deepEqual(await resolveBackend("auto"), {
    backend: "wasm",
    reason: "not cuda, its package is missing; not cpu, its package is missing; " +
      "not webgpu, its package is missing; wasm works",
  });
  assert.deepEqual(warnings, [
    "Models run on wasm, which is slower than cpu: its package is missing. Install it",
  ]);
});

Deno.test("a machine where no backend works is refused with every reason", async () => {
  const backends = host.backends as Map<ChosenBackend, HostBackend>;
  backends.delete("wasm");
  await assert.rejects(
    resolveBackend("auto"),
    /Cannot run here: not cuda, .*; not cpu, .*; not webgpu, its package is missing/,
  );
  await assert.rejects(resolveBackend("cpu"), /Cannot run on cpu: its package is missing/);
});
