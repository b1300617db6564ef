import assert from "node:assert/strict";
import { CLASS_NAMES } from "../../data/fashion_mnist.ts";
import { synthesize } from "../../data/synthetic.ts";
import { measureParity } from "./measure.ts";
import type { ParityRuntime } from "./runtimes.ts";

/** Runtimes that answer without running a model. */
const RUNTIMES = ([
  ["plain", () => Promise.resolve({ host: "Deno 2", models: [] })],
  ["software", () => Promise.resolve({ host: "Deno 2", models: [], software: "no GPU" })],
  ["hindered", () => Promise.resolve({ host: "Deno 2", obstacle: "No driver. Install one" })],
  ["missing", () => Promise.resolve({ absent: "there is no browser" })],
  ["broken", () => Promise.reject(new Error("it crashed"))],
] as const).map(([name, run]): ParityRuntime => ({ name, backend: "webgpu", host: "Deno", run }));

Deno.test("a runtime that is absent, hindered or fails is recorded as that, and the others run", async () => {
  const test = { ...synthesize({ split: "test", count: 3 }), count: 3 };
  const begun: string[] = [];
  const { runtimes, inputs } = await measureParity({
    models: [],
    images: test,
    dataset: { title: "Drawn", synthetic: true, classes: CLASS_NAMES } as unknown as Parameters<
      typeof measureParity
    >[0]["dataset"],
    limit: 2,
    runtimes: RUNTIMES,
    onRuntime: (name) => begun.push(name),
  });
  const about = { backend: "webgpu", engine: "Deno 2" };
  assert.deepEqual(runtimes, [
    { name: "plain", ...about, state: "ran" },
    { name: "software", ...about, state: "ran", software: "no GPU" },
    { name: "hindered", ...about, state: "absent", why: "No driver. Install one" },
    { name: "missing", ...about, engine: "Deno", state: "absent", why: "there is no browser" },
    { name: "broken", ...about, engine: "Deno", state: "failed", why: "it crashed" },
  ]);
  assert.deepEqual(begun.slice(0, 5), RUNTIMES.map(({ name }) => name));
  assert.deepEqual([inputs.images, inputs.latents, inputs.softwareImages], [2, 2, 2]);
});
