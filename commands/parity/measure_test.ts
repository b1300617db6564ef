import assert from "node:assert/strict";
import { CLASS_NAMES } from "../../data/fashion_mnist.ts";
import { synthesize } from "../../data/synthetic.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";
import { measureParity, softwareMinutes } from "./measure.ts";
import type { ModelsRequest } from "./messages.ts";
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

Deno.test("a runtime that ends at an abort is no failure: the comparison ends", async () => {
  const stop = new AbortController();
  const run = () => {
    stop.abort(new Error("stopped"));
    return Promise.reject(new Error("the process was killed"));
  };
  const measured = measureParity({
    models: [],
    images: synthesize({ split: "test", count: 1 }),
    dataset: { title: "Drawn", synthetic: true },
    runtimes: [{ name: "slow", backend: "cpu", host: "Deno", run }],
    signal: stop.signal,
  });
  await assert.rejects(measured, /stopped/);
});

Deno.test("inputs are numbers of images, of points to decode and of a GPU in software", async () => {
  const inputs = async (
    count: number,
    options: { limit?: number; softwareImages?: number } = {},
  ) => {
    const asked: unknown[] = [];
    const { inputs } = await measureParity({
      models: [],
      images: {
        images: new Uint8Array(count * IMAGE_PIXELS),
        labels: new Uint8Array(count),
        count,
      },
      dataset: { title: "Drawn", synthetic: true },
      runtimes: [{
        ...{ name: "some", backend: "cpu", host: "Deno" },
        run: ({ softwareCount, latents, batchSize }: ModelsRequest) => {
          asked.push(softwareCount, latents, batchSize);
          return Promise.resolve({ absent: "it only looks" });
        },
      } as ParityRuntime],
      ...options,
    });
    const { images, latents, softwareImages, batchSize } = inputs;
    assert.deepEqual(asked, [softwareImages, latents, batchSize]);
    return [images, latents, softwareImages, batchSize];
  };
  assert.deepEqual(await inputs(1200), [1200, 1000, 256, 256]);
  assert.deepEqual(await inputs(100), [100, 100, 100, 256]);
  assert.deepEqual(await inputs(1200, { limit: 700 }), [700, 700, 700, 256]);
  assert.deepEqual(await inputs(1200, { softwareImages: 5 }), [1200, 1000, 5, 256]);
});

Deno.test("softwareMinutes() counts 28 images a second of each model", () => {
  assert.deepEqual([softwareMinutes(28 * 60, 2), softwareMinutes(28 * 60 + 1, 2)], [2, 3]);
});
