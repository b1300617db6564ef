import assert from "node:assert/strict";
import { join } from "node:path";
import { bandClassifier } from "../../tests/models/band_classifier.ts";
import { smallVae } from "../../tests/models/small_vae.ts";
import { findModels } from "./find_models.ts";

async function withRuns(test: (runs: string) => Promise<void>): Promise<void> {
  const runs = await Deno.makeTempDir();
  const write = async (
    name: string,
    model: string | undefined,
    files: Record<string, Uint8Array>,
  ) => {
    await Deno.mkdir(join(runs, name));
    for (const [file, bytes] of Object.entries(files)) {
      await Deno.writeFile(join(runs, name, file), bytes);
    }
    if (model === undefined) return;
    await Deno.writeTextFile(join(runs, name, "summary.json"), JSON.stringify({ model }));
  };
  try {
    const classifier = { "model.onnx": bandClassifier() };
    const { encoder, decoder } = smallVae();
    await write("old", "lenet", classifier);
    await write("new", "lenet", classifier);
    await Deno.utime(join(runs, "old", "summary.json"), 1, 1);
    await write("unfinished", undefined, classifier);
    await write("vae", "vae", { "encoder.onnx": encoder, "decoder.onnx": decoder });
    await test(runs);
  } finally {
    await Deno.remove(runs, { recursive: true });
  }
}

const about = (models: Awaited<ReturnType<typeof findModels>>) =>
  models.map(({ name, kind, files }) => [name, kind, ...Object.keys(files)]);

Deno.test("findModels() takes the newest finished run of each model", () =>
  withRuns(async (runs) => {
    assert.deepEqual(about(await findModels([], runs)), [
      ["new", "classifier", "model.onnx"],
      ["vae", "vae", "encoder.onnx", "decoder.onnx"],
    ]);
  }));

Deno.test("findModels() takes runs by name, a file, and the zoo", () =>
  withRuns(async (runs) => {
    const found = await findModels(["vae", join(runs, "old", "model.onnx"), "zoo:lenet"], runs);
    assert.deepEqual(about(found), [
      ["vae", "vae", "encoder.onnx", "decoder.onnx"],
      ["old", "classifier", "model.onnx"],
      ["zoo:lenet", "classifier", "model.onnx"],
    ]);
    await assert.rejects(findModels(["nowhere"], runs), /Cannot find the model nowhere/);
  }));

Deno.test("findModels() takes the whole zoo where there is no run", async () => {
  assert.deepEqual((await findModels([], "nowhere")).map(({ name }) => name), [
    "zoo:lenet",
    "zoo:lenet-modified",
    "zoo:vae",
  ]);
});
