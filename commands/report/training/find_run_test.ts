import assert from "node:assert/strict";
import { join } from "node:path";
import type { RunConfig } from "../../../train/config.ts";
import { sampleConfig } from "../../../train/testing/sample_run.ts";
import { findRuns, sameSettings } from "./find_run.ts";

const wanted = sampleConfig();

async function writeRun(folder: string, config: RunConfig, finished: boolean) {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(config));
  if (finished) await Deno.writeTextFile(join(folder, "summary.json"), '{"model":"lenet"}');
}

Deno.test("sameSettings() ignores threads, processor and folder of the data", () => {
  const dataset = { ...wanted.dataset, data: "elsewhere", source: "elsewhere" };
  const versions = { ...wanted.versions, processor: "another" };
  assert(sameSettings(wanted, { ...wanted, threads: 7, dataset, versions }));
});

Deno.test("sameSettings() compares the settings that change the result", () => {
  const changes: Partial<RunConfig>[] = [
    { seed: 2 },
    { epochs: wanted.epochs + 1 },
    { optimizer: { name: "sgd", momentum: 0.9, weightDecay: 0 } },
    { limit: 7 },
    { provider: "webgpu" },
    { versions: { ...wanted.versions, weft: "0.0.1" } },
    { dataset: { ...wanted.dataset, hashes: { images: "another" } } },
  ];
  for (const change of changes) {
    assert(!sameSettings(wanted, { ...wanted, ...change }), JSON.stringify(change));
  }
});

Deno.test("findRuns() finds finished runs before interrupted and damaged ones", async () => {
  const folder = await Deno.makeTempDir({ prefix: "weft-" });
  const [own, earlier] = [join(folder, "own"), join(folder, "earlier")];
  const found = async () =>
    (await findRuns(wanted, [own, earlier, join(folder, "missing")])).map(({ name }) => name);
  try {
    await writeRun(join(own, "other"), { ...wanted, seed: 9 }, true);
    await Deno.mkdir(join(own, "empty"));
    assert.deepEqual(await found(), []);
    await writeRun(join(own, "interrupted"), wanted, false);
    assert.deepEqual(await found(), ["interrupted"]);
    await writeRun(join(earlier, "finished"), { ...wanted, threads: 9 }, true);
    assert.deepEqual(await found(), ["finished", "interrupted"]);
    for (const damaged of ["{", "null", "{}"]) {
      await Deno.writeTextFile(join(earlier, "finished", "summary.json"), damaged);
      assert.deepEqual(await found(), ["interrupted", "finished"], damaged);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
