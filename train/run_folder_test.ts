import assert from "node:assert/strict";
import { join } from "node:path";
import { type ErrorCode, WeftError } from "../error.ts";
import { runFiles } from "./run_files.ts";
import {
  createRunFolder,
  type EpochMetrics,
  makeNewFolder,
  readCheckpointBytes,
  readConfig,
  readMetrics,
  requireNewRun,
  writeJson,
  writeMetrics,
} from "./run_folder.ts";
import { lockRun } from "./run_lock.ts";
import { sampleConfig } from "./testing/sample_run.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const isError = (code: ErrorCode, message: RegExp, hint: RegExp) => (error: unknown) => {
  assert.ok(error instanceof WeftError, `${error}`);
  assert.equal(error.code, code);
  assert.match(error.message, message);
  assert.match(error.hint, hint);
  return true;
};

const line = (epoch: number): EpochMetrics => ({
  epoch,
  step: 10 * epoch,
  seconds: epoch / 3,
  train: { loss: 1 / epoch, accuracy: 0.5 },
  lr: 0.001,
});

Deno.test("createRunFolder() makes a folder with its parents, and takes an empty one", () =>
  inFolder(async (folder) => {
    const deep = join(folder, "a", "b");
    await createRunFolder(deep);
    assert.ok((await Deno.stat(join(deep, runFiles.figures))).isDirectory);
    await createRunFolder(deep); // it is empty, so that a start that failed can be repeated
    await Deno.writeTextFile(join(deep, "notes.txt"), "mine");
    await createRunFolder(deep);
    assert.equal(await Deno.readTextFile(join(deep, "notes.txt")), "mine");
  }));

Deno.test("runs that start at the same time get folders of their own", () =>
  inFolder(async (folder) => {
    const path = join(folder, "runs", "lenet-20260131-142501");
    const made = await Promise.all([1, 2, 3].map(() => makeNewFolder(path)));
    assert.deepEqual(made.sort(), [path, `${path}-2`, `${path}-3`]);
    for (const each of made) await requireNewRun(each);
  }));

Deno.test("a folder in which a process trains is refused, without advice to resume", () =>
  inFolder(async (folder) => {
    await writeJson(folder, runFiles.config, sampleConfig());
    const unlock = await lockRun(folder);
    const live = isError("usage", /another process is training there/, /another --out$/);
    await assert.rejects(lockRun(folder), live);
    await assert.rejects(requireNewRun(folder), (error: WeftError) => {
      assert.doesNotMatch(error.hint, /resume/);
      return live(error);
    });
    await unlock();
    await assert.rejects(
      requireNewRun(folder),
      isError("usage", /already holds one/, /Continue it with --resume/),
    );
    await (await lockRun(folder))();
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [runFiles.config]);
  }));

Deno.test("createRunFolder() refuses a folder with a file of a run, and keeps it", () =>
  inFolder(async (folder) => {
    for (const name of Object.values(runFiles)) {
      const run = join(folder, name.replace(".", "-"));
      await Deno.mkdir(run);
      if (name === runFiles.figures) {
        await Deno.mkdir(join(run, name));
        await Deno.writeTextFile(join(run, name, "curves.svg"), "old");
      } else await Deno.writeTextFile(join(run, name), "old");
      const before = [...Deno.readDirSync(run)].map((entry) => entry.name);
      const isRun = name === runFiles.config;
      await assert.rejects(
        createRunFolder(run),
        isError(
          "usage",
          isRun ? /it already holds one$/ : new RegExp(`it already has a ${name}$`),
          isRun ? /^Continue it with --resume .*, or choose another --out$/ : /another --out$/,
        ),
      );
      assert.deepEqual([...Deno.readDirSync(run)].map((entry) => entry.name), before);
    }
  }));

Deno.test("requireNewRun() gives the reason why a path cannot be a folder", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    await requireNewRun(join(folder, "nowhere", "yet"));
    for (const path of [join(folder, "file"), join(folder, "file", "run")]) {
      await assert.rejects(
        createRunFolder(path),
        isError(
          "file",
          /^Cannot (use|make) .*: a part of the path is a file, not a folder$/,
          /path/,
        ),
      );
    }
  }));

Deno.test("readConfig() reads what writeJson() wrote", () =>
  inFolder(async (folder) => {
    await writeJson(folder, runFiles.config, sampleConfig());
    assert.deepEqual(await readConfig(folder), sampleConfig());
  }));

Deno.test("readConfig() refuses a folder without a configuration, or with a damaged one", () =>
  inFolder(async (folder) => {
    const hint = /^Give --resume the folder of a run/;
    await assert.rejects(readConfig(folder), isError("usage", /it has no config\.json$/, hint));
    await assert.rejects(
      readConfig(join(folder, "nowhere")),
      isError("usage", /it has no config\.json$/, hint),
    );
    const cases: [text: string, message: RegExp][] = [
      ["", /config\.json: it is not JSON$/],
      [`{"model":`, /config\.json: it is not JSON$/],
      ["null", /"model" in its config\.json is not as weft wrote it$/],
      ["{}", /"model" in its config\.json/],
      [JSON.stringify(sampleConfig({ epochs: "5" as unknown as number })), /"epochs" in its/],
      [JSON.stringify({ ...sampleConfig(), dataset: null }), /"dataset" in its/],
      [JSON.stringify(sampleConfig({ threads: 100_000 })), /"threads" in its/],
      [JSON.stringify(sampleConfig({ batchSize: 0.5 })), /"batchSize" in its/],
      [JSON.stringify({ ...sampleConfig(), schedule: "sometimes" }), /"schedule" in its/],
    ];
    for (const [text, message] of cases) {
      await Deno.writeTextFile(join(folder, runFiles.config), text);
      await assert.rejects(readConfig(folder), isError("file", message, /Restore the file/));
    }
  }));

Deno.test("readMetrics() reads the epochs before the given one: no checkpoint has later ones", () =>
  inFolder(async (folder) => {
    assert.deepEqual(await readMetrics(folder, 1), []);
    await writeMetrics(folder, [line(1), line(2), line(3)]);
    assert.deepEqual(await readMetrics(folder, 3), [line(1), line(2)]);
    assert.deepEqual(await readMetrics(folder, 9), [line(1), line(2), line(3)]);
    await Deno.writeTextFile(join(folder, runFiles.metrics), `${JSON.stringify(line(1))}\n{"ep`);
    await assert.rejects(
      readMetrics(folder, 2),
      isError("file", /metrics\.jsonl: it is not JSON$/, /Restore the file/),
    );
  }));

Deno.test("readCheckpointBytes() distinguishes a missing checkpoint from an unreadable one", () =>
  inFolder(async (folder) => {
    assert.equal(await readCheckpointBytes(folder), undefined);
    await Deno.mkdir(join(folder, runFiles.checkpoint));
    await assert.rejects(
      readCheckpointBytes(folder),
      isError("file", /^Cannot read .*checkpoint\.safetensors: it is a folder$/, /path/),
    );
  }));
