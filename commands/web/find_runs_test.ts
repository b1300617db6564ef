import assert from "node:assert/strict";
import { join } from "node:path";
import { WeftError } from "../../error.ts";
import { findRuns, newestSiteRuns } from "./find_runs.ts";

/** Makes a folder of runs out of the zoo's models. */
async function runsFolder(
  runs: Readonly<Record<string, { readonly zoo: string; readonly model: string }>>,
): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const [name, { zoo, model }] of Object.entries(runs)) {
    const files = zoo === "vae" ? ["encoder.onnx", "decoder.onnx"] : ["model.onnx"];
    await Deno.mkdir(join(folder, name));
    for (const file of files) {
      await Deno.copyFile(join("models", "zoo", zoo, file), join(folder, name, file));
    }
    const summary = JSON.stringify({ model, parameters: 1234 });
    await Deno.writeTextFile(join(folder, name, "summary.json"), summary);
  }
  return folder;
}

const isError = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof WeftError && error.code === code && message.test(error.message);

Deno.test("findRuns() finds models of the zoo, with title, parameters and accuracy", async () => {
  const [lenet, vae] = await findRuns(["zoo:lenet", "zoo:vae"]);
  assert.deepEqual([lenet!.model, lenet!.title, lenet!.name], ["lenet", "LeNet", "zoo:lenet"]);
  assert.equal(lenet!.parameters, 61_706);
  assert.ok(lenet!.testAccuracy! > 0.9);
  assert.deepEqual(Object.keys(lenet!.files), ["lenet"]);
  const { size } = await Deno.stat("models/zoo/lenet/model.onnx");
  assert.equal(lenet!.smaller!.float32Bytes, size);
  assert.ok(lenet!.files.lenet!.length < size / 3, "weights in 8 bits");
  assert.deepEqual(Object.keys(vae!.files).sort(), ["decoder", "encoder"]);
  assert.equal(vae!.testAccuracy, undefined);
});

Deno.test("findRuns() finds a run by its folder, or by its name among all runs", async () => {
  const runs = await runsFolder({
    mine: { zoo: "lenet-modified", model: "lenet-modified" },
    dreams: { zoo: "vae", model: "vae" },
  });
  const [byName] = await findRuns(["mine"], runs);
  const [byFolder] = await findRuns([join(runs, "mine")], "nowhere");
  assert.deepEqual(byName, byFolder);
  assert.deepEqual([byName!.name, byName!.model], ["mine", "lenet-modified"]);
  assert.equal(byName!.parameters, 1234);
  const [dreams] = await findRuns(["dreams"], runs);
  assert.deepEqual(Object.keys(dreams!.files).sort(), ["decoder", "encoder"]);
  await Deno.remove(runs, { recursive: true });
});

Deno.test("findRuns() refuses two runs of one model, and a run that is not there", async () => {
  await assert.rejects(
    findRuns(["zoo:lenet", "zoo:lenet"]),
    isError("usage", /^Cannot show zoo:lenet: zoo:lenet is a run of lenet too$/),
  );
  const runs = await runsFolder({ mine: { zoo: "lenet", model: "lenet" } });
  await assert.rejects(findRuns(["yours"], runs), isError("file", /yours/));
  await Deno.remove(runs, { recursive: true });
});

Deno.test("newestSiteRuns() finds the newest finished run of each model, if any", async () => {
  const runs = await runsFolder({
    old: { zoo: "lenet", model: "lenet" },
    new: { zoo: "lenet", model: "lenet" },
    unfinished: { zoo: "lenet-modified", model: "lenet-modified" },
  });
  await Deno.utime(join(runs, "old", "summary.json"), 1000, 1000);
  await Deno.remove(join(runs, "unfinished", "summary.json"));
  assert.deepEqual((await newestSiteRuns(runs)).map(({ name }) => name), ["new"]);
  assert.deepEqual(await newestSiteRuns(join(runs, "none")), []);

  await Deno.writeTextFile(join(runs, "new", "model.onnx"), "damaged");
  const lines: string[] = [];
  assert.deepEqual(await newestSiteRuns(runs, (line) => lines.push(line)), []);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /new is left out: /);
  await Deno.remove(runs, { recursive: true });
});
