import assert from "node:assert/strict";
import { join } from "node:path";
import { WeftError } from "../error.ts";
import { findModel, VAE } from "./find_model.ts";

/** A folder of runs: `old` and `new` classify, `vae` does not, `half` has not finished. */
async function inRuns(test: (runs: string) => Promise<void>): Promise<void> {
  const runs = await Deno.makeTempDir();
  const files = ["old/model.onnx", "new/model.onnx", "vae/encoder.onnx", "half/metrics.jsonl"];
  for (const [minute, file] of files.entries()) {
    const path = join(runs, file);
    await Deno.mkdir(join(path, ".."));
    await Deno.writeTextFile(path, "");
    const time = new Date(2026, 0, 1, 0, minute);
    await Deno.utime(path, time, time);
  }
  try {
    await test(runs);
  } finally {
    await Deno.remove(runs, { recursive: true });
  }
}

function fails(code: string, message: RegExp, hint: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof WeftError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  };
}

Deno.test("findModel() takes the run whose classifier was written last", () =>
  inRuns(async (runs) => {
    const found = await findModel(undefined, runs);
    assert.deepEqual(found, { path: join(runs, "new", "model.onnx"), name: "new" });
    await Deno.utime(join(runs, "old", "model.onnx"), new Date(), new Date());
    assert.equal((await findModel(undefined, runs)).name, "old");
  }));

Deno.test("findModel() takes a run's name, its folder, or a file", () =>
  inRuns(async (runs) => {
    const path = join(runs, "old", "model.onnx");
    for (const choice of ["old", join(runs, "old"), join(runs, "old") + "/", path]) {
      assert.deepEqual(await findModel(choice, runs), { path, name: "old" }, choice);
    }
    const other = join(runs, "other.onnx");
    await Deno.writeTextFile(other, "");
    assert.deepEqual(await findModel(other, runs), { path: other, name: other });
  }));

Deno.test("findModel() says how to get a model where there is none", () =>
  inRuns(async (runs) => {
    const none = fails("model", /^Cannot find a trained classifier in /, /deno task train/);
    await assert.rejects(findModel(undefined, join(runs, "nowhere")), none);
    await assert.rejects(findModel(undefined, join(runs, "vae")), none);
  }));

Deno.test("findModel() suggests a run for a slip, and says why another folder does not do", () =>
  inRuns(async (runs) => {
    await assert.rejects(
      findModel("odl", runs),
      fails("file", /^Cannot find the model odl/, /--model old\?/),
    );
    await assert.rejects(
      findModel("banana", runs),
      fails("file", /no such file/, /half, new, old|old, vae/),
    );
    await assert.rejects(
      findModel("vae", runs),
      fails("model", /it is the run of a VAE/, /classifier/),
    );
    await assert.rejects(
      findModel("half", runs),
      fails("model", /it has no model\.onnx/, /classifier/),
    );
    await assert.rejects(
      findModel("zoo:lenet", runs),
      fails("usage", /^Invalid --model: .* has no zoo$/, /train/),
    );
    await assert.rejects(
      findModel("odl", runs, undefined, "--run"),
      fails("file", /Cannot find the model odl/, /Did you mean --run old\?/),
    );
  }));

Deno.test("findModel() finds a VAE by its encoder, and says why another run is none", () =>
  inRuns(async (runs) => {
    const path = join(runs, "vae", "encoder.onnx");
    for (const choice of [undefined, "vae", path]) {
      assert.deepEqual(await findModel(choice, runs, VAE), { path, name: "vae" });
    }
    await assert.rejects(
      findModel("old", runs, VAE),
      fails("model", /it is the run of a classifier, which has no latent space/, /of a VAE/),
    );
    await assert.rejects(
      findModel(undefined, join(runs, "old"), VAE),
      fails("model", /Cannot find a trained VAE/, /--model vae/),
    );
  }));
