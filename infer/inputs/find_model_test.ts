import assert from "node:assert/strict";
import { join } from "node:path";
import { WeftError } from "../../error.ts";
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

Deno.test("findModel() takes a run's name, its folder, or a file", () =>
  inRuns(async (runs) => {
    const folder = join(runs, "old"), path = join(folder, "model.onnx");
    for (const choice of ["old", folder, folder + "/", path]) {
      const { folder: where, ...found } = await findModel(choice, runs);
      assert.deepEqual(found, { path, name: "old" }, choice);
      assert.equal(join(where, "/"), join(folder, "/"));
    }
    const other = join(runs, "other.onnx");
    await Deno.writeTextFile(other, "");
    assert.deepEqual(await findModel(other, runs), { path: other, name: other, folder: runs });
  }));

Deno.test("findModel() takes a name of the zoo, and refuses other kinds and names", () =>
  inRuns(async (runs) => {
    const found = await findModel("zoo:lenet", runs);
    const folder = join(runs, "zoo-lenet");
    assert.deepEqual(found, { path: "zoo:lenet", name: "zoo:lenet", folder, title: "LeNet" });
    await assert.rejects(
      findModel("zoo:vae", runs),
      fails("model", /^Cannot use zoo:vae: it is a VAE, which does not/, /Give a classifier/),
    );
    await assert.rejects(
      findModel("zoo:lenet", runs, VAE),
      fails("model", /^Cannot use zoo:lenet: it is a classifier, which/, /Give a VAE/),
    );
    await assert.rejects(
      findModel("zoo:vea", runs, VAE),
      fails("model", /^Cannot find zoo:vea: the zoo has zoo:lenet, .*zoo:vae/, /mean zoo:vae\?/),
    );
  }));

Deno.test("findModel() suggests a similar run, and gives the reason for a wrong folder", () =>
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
      fails("model", /it is a VAE/, /classifier/),
    );
    await assert.rejects(
      findModel("half", runs),
      fails("model", /it has no model\.onnx/, /classifier/),
    );
    await assert.rejects(
      findModel("odl", runs, undefined, "--run"),
      fails("file", /Cannot find the model odl/, /Did you mean --run old\?/),
    );
  }));

Deno.test("findModel() finds a VAE by its encoder, and refuses a classifier with the reason", () =>
  inRuns(async (runs) => {
    const path = join(runs, "vae", "encoder.onnx");
    for (const choice of ["vae", path]) {
      const { folder, ...found } = await findModel(choice, runs, VAE);
      assert.deepEqual(found, { path, name: "vae" });
      assert.equal(folder, join(runs, "vae"));
    }
    await assert.rejects(
      findModel("old", runs, VAE),
      fails("model", /it is a classifier, which has no latent space/, /Give a VAE/),
    );
  }));
