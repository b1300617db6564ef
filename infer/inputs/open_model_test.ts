import assert from "node:assert/strict";
import { join } from "node:path";
import { WeftError } from "../../error.ts";
import { type FoundModel, VAE } from "./find_model.ts";
import { openModel, type OpenModelOptions } from "./open_model.ts";

/** Makes runs whose models were written one after another, the first one first. */
async function inRuns(files: string[], test: (runs: string) => Promise<void>): Promise<void> {
  const runs = await Deno.makeTempDir();
  for (const [minute, file] of files.entries()) {
    await Deno.mkdir(join(runs, file, ".."));
    await Deno.writeTextFile(join(runs, file), "");
    const time = new Date(2026, 0, 1, 0, minute);
    await Deno.utime(join(runs, file), time, time);
  }
  try {
    await test(runs);
  } finally {
    await Deno.remove(runs, { recursive: true });
  }
}

/** Opens a model of `runs` with a loader that refuses some of them; returns the notices too. */
async function open(
  runs: string,
  { damaged = [], code = "model", choice, ...options }: {
    damaged?: string[];
    code?: "file" | "model" | "runtime";
    choice?: string;
  } & Partial<OpenModelOptions> = {},
): Promise<{ found: FoundModel; notices: string[] }> {
  const notices: string[] = [];
  const load = (found: FoundModel) => {
    if (!damaged.includes(found.name)) return Promise.resolve(found.path);
    throw new WeftError(code, `Cannot load ${found.name}: it is damaged`, "Train again");
  };
  const onNotice = (line: string) => notices.push(line);
  const { found, model } = await openModel(choice, load, { runs, onNotice, ...options });
  assert.equal(model, found.path);
  return { found, notices };
}

const RUNS = ["old/model.onnx", "new/model.onnx", "vae/encoder.onnx", "half/metrics.jsonl"];

Deno.test("openModel() opens the model that was written last, of the kind that is asked for", () =>
  inRuns(RUNS, async (runs) => {
    const folder = join(runs, "new");
    const newest = { path: join(folder, "model.onnx"), name: "new", folder };
    assert.deepEqual(await open(runs), { found: newest, notices: [] });
    assert.equal((await open(runs, { kind: VAE })).found.name, "vae");
    await Deno.utime(join(runs, "old", "model.onnx"), new Date(), new Date());
    assert.equal((await open(runs)).found.name, "old");
  }));

Deno.test("openModel() names a run with a damaged model and opens the one before it", () =>
  inRuns(RUNS, async (runs) => {
    for (const code of ["file", "model"] as const) {
      const { found, notices } = await open(runs, { damaged: ["new"], code });
      assert.equal(found.name, "old");
      assert.deepEqual(notices, [
        `${join(runs, "new")} is left out: Cannot load new: it is damaged`,
      ]);
    }
    const { found, notices } = await open(runs, { damaged: ["new", "old"] });
    assert.equal(found.name, "zoo:lenet-modified");
    assert.equal(notices.length, 3);
  }));

Deno.test("openModel() leaves out no run that is named, or that the backend cannot run", () =>
  inRuns(RUNS, async (runs) => {
    const damaged = ["new"];
    await assert.rejects(open(runs, { damaged, choice: "new" }), /Cannot load new/);
    await assert.rejects(open(runs, { damaged, code: "runtime" }), /Cannot load new/);
    await assert.rejects(open(runs, { choice: "nwe", flag: "--run" }), /Cannot find the model nwe/);
  }));

Deno.test("openModel() opens a model of the zoo when there is no run, with a notice", () =>
  inRuns(RUNS, async (runs) => {
    for (const empty of [join(runs, "nowhere"), join(runs, "vae")]) {
      const { found, notices } = await open(empty);
      const name = "zoo:lenet-modified", folder = join(empty, "zoo-lenet-modified");
      assert.deepEqual(found, { path: name, name, folder, title: "Modified LeNet" });
      assert.match(notices.join(), /no trained classifier in .*: using zoo:lenet-modified .*deno/);
    }
    const { found, notices } = await open(join(runs, "old"), { kind: VAE });
    assert.equal(found.name, "zoo:vae");
    assert.match(notices.join(), /no trained VAE in .*: using zoo:vae .*--model vae/);
  }));
