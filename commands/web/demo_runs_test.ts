import assert from "node:assert/strict";
import { join } from "node:path";
import { record } from "../../cli/testing/recorded.ts";
import { demoRuns } from "./demo_runs.ts";
import { findRuns } from "./find_runs.ts";

Deno.test("demoRuns() keeps finished models, and trains missing and interrupted ones", async () => {
  const folder = await Deno.makeTempDir();
  const context = { stdout: record(), stderr: record(), signal: new AbortController().signal };
  const train = () => demoRuns(folder, context, { lenet: "--epochs 1" }, { train: 200, test: 100 });
  const run = join(folder, "demo-lenet"), summary = join(run, "summary.json");

  assert.deepEqual(await train(), [run]);
  const [found] = await findRuns([run]);
  assert.equal(found!.model, "lenet");
  const first = await Deno.stat(summary);

  await train();
  assert.deepEqual((await Deno.stat(summary)).mtime, first.mtime);

  const model = await Deno.readFile(join(run, "model.onnx"));
  await Deno.remove(summary);
  await Deno.writeTextFile(join(run, "checkpoint.safetensors"), "half of one");
  await train();
  await Deno.stat(summary);
  // The same seed gives the same bytes.
  assert.deepEqual(await Deno.readFile(join(run, "model.onnx")), model);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("demoRuns() writes nothing when it was aborted before it starts", async () => {
  const folder = await Deno.makeTempDir();
  const signal = AbortSignal.abort(new Error("the user left"));
  const context = { stdout: record(), stderr: record(), signal };
  await assert.rejects(demoRuns(folder, context), /the user left/);
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  await Deno.remove(folder, { recursive: true });
});
