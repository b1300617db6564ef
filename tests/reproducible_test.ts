import assert from "node:assert/strict";
import { join } from "node:path";
import { run, succeed } from "./command.ts";
import { hashesOf } from "./hashes.ts";
import { needs } from "./needs.ts";
import { assertSameBytes } from "./same_bytes.ts";
import { smallDataFlags, withSmallData } from "./small_data.ts";
import { positionOf, stopIn } from "./stopped_run.ts";

/** The files whose bytes depend on the settings only. */
const SAME_BYTES = [
  "checkpoint.safetensors",
  "model.onnx",
  "figures/curves.svg",
  "figures/confusion.svg",
];

async function assertSameRun(actual: string, expected: string): Promise<void> {
  for (const file of SAME_BYTES) {
    const [a, b] = await Promise.all(
      [actual, expected].map((run) => Deno.readFile(join(run, file))),
    );
    assertSameBytes(a!, b!, `${file} of ${actual}, compared with ${expected}`);
  }
  assert.deepEqual(await metricsOf(actual), await metricsOf(expected));
  assert.deepEqual(await summaryOf(actual), await summaryOf(expected));
}

/** Reads the metrics without times. */
async function metricsOf(run: string): Promise<unknown[]> {
  const text = await Deno.readTextFile(join(run, "metrics.jsonl"));
  return text.trimEnd().split("\n").map((line) => ({ ...JSON.parse(line), seconds: 0 }));
}

/** Reads the summary without times. */
async function summaryOf(run: string): Promise<unknown> {
  const text = await Deno.readTextFile(join(run, "summary.json"));
  return { ...JSON.parse(text), seconds: 0, imagesPerSecond: 0 };
}

Deno.test("two runs with the same seed have the same bytes, and another seed has others", () =>
  withSmallData(async (folder) => {
    // This recipe uses augmentation, dropout and every random generator.
    const settings = "--model lenet-modified --recipe best --epochs 1 --batch-size 32 --limit 200";
    const train = (name: string, seed: number) =>
      succeed("train", [
        ...settings.split(" "),
        ...smallDataFlags(folder),
        ...["--seed", `${seed}`, "--out", join(folder, name)],
      ]);
    await train("one", 1);
    await train("same", 1);
    await train("other", 2);
    await assertSameRun(join(folder, "same"), join(folder, "one"));
    for (const file of ["checkpoint.safetensors", "model.onnx"]) {
      const [a, b] = await Promise.all(
        ["one", "other"].map((name) => Deno.readFile(join(folder, name, file))),
      );
      assert.throws(() => assertSameBytes(a!, b!, file), /byte/, "it does not depend on the seed");
    }
  }));

Deno.test("a run that was stopped and resumed ends with the same bytes", async (t) => {
  await withSmallData(async (folder) => {
    // An epoch has 250 steps in several chunks of 50 ms, so that a run can stop inside it.
    const args = [
      ..."--model lenet --recipe best --epochs 3 --batch-size 8 --checkpoint-every 0".split(" "),
      ...smallDataFlags(folder),
    ];
    const path = (name: string) => join(folder, name);
    const resume = (name: string) =>
      succeed("train", ["--resume", path(name), "--checkpoint-every", "0"]);
    await succeed("train", [...args, "--out", path("whole")]);

    await t.step("killed twice (SIGKILL)", async () => {
      const killed = path("killed");
      await stopIn(2, "SIGKILL", [...args, "--out", killed], killed);
      const { epoch, step } = (await positionOf(killed))!;
      assert.ok(epoch === 2 && step > 0 && step < 250, `stopped at epoch ${epoch}, step ${step}`);
      // The results of the first epoch are complete.
      await succeed("infer", ["--split", "test", "--model", killed]);
      assert.equal((await metricsOf(killed)).length, 1);
      const again = ["--resume", killed, "--checkpoint-every", "0"];
      await stopIn(3, "SIGKILL", again, killed);
      assert.equal((await positionOf(killed))!.epoch, 3);
      await resume("killed");
      await assertSameRun(killed, path("whole"));
    });

    await t.step("interrupted (SIGINT), with a usable run before it resumes", async () => {
      const stopped = path("interrupted");
      const { code, stdout, stderr } = await stopIn(
        2,
        "SIGINT",
        [...args, "--out", stopped, "--json"],
        stopped,
      );
      assert.equal(code, 130);
      assert.equal(stdout, "");
      assert.match(stderr, /Stopping; press Ctrl-C again to quit at once/);
      assert.ok(stderr.endsWith(`Stopped. Continue with: deno task train --resume ${stopped}\n`));
      const { stdout: scores } = await succeed("infer", ["--split", "test", "--model", stopped]);
      assert.match(scores, /accuracy 0\.\d{4}/);
      const files = [...Deno.readDirSync(stopped)].map(({ name }) => name).sort();
      assert.deepEqual(files, [
        "checkpoint.safetensors",
        "config.json",
        "figures",
        "metrics.jsonl",
        "model.onnx",
      ]);
      await resume("interrupted");
      await assertSameRun(stopped, path("whole"));
    });

    await t.step({
      name: "stopped by a failed write, with nothing lost",
      ...needs("Unix", "bash"),
      fn: async () => {
        const limited = path("limited");
        await stopIn(2, "SIGKILL", [...args, "--out", limited], limited);
        const before = hashesOf(limited);
        // The limit is 400 blocks of 1 kB, and a checkpoint has 495 kB.
        const prelude = `trap "" XFSZ; ulimit -f 400`;
        const again = ["--resume", limited, "--checkpoint-every", "0"];
        const { code, stderr } = await run("train", again, { prelude });
        assert.equal(code, 1);
        assert.match(stderr, /^error: Cannot write .*checkpoint\.safetensors: .*$/m);
        assert.doesNotMatch(stderr, /^ +at /m);
        assert.deepEqual(hashesOf(limited), before);
        await resume("limited");
        await assertSameRun(limited, path("whole"));
      },
    });

    await t.step("killed before its first checkpoint", async () => {
      const early = path("early");
      await Deno.mkdir(early);
      await Deno.copyFile(join(path("whole"), "config.json"), join(early, "config.json"));
      await Deno.mkdir(join(early, "figures"));
      await resume("early");
      await assertSameRun(early, path("whole"));
    });

    await t.step("killed after its last checkpoint, before its results", async () => {
      const late = path("late");
      await Deno.mkdir(join(late, "figures"), { recursive: true });
      for (const file of ["config.json", "checkpoint.safetensors", "metrics.jsonl"]) {
        await Deno.copyFile(join(path("whole"), file), join(late, file));
      }
      await resume("late");
      await assertSameRun(late, path("whole"));
      const { imagesPerSecond } = JSON.parse(await Deno.readTextFile(join(late, "summary.json")));
      assert.ok(imagesPerSecond > 0);
    });

    await t.step("resumed after its end", async () => {
      await resume("late");
      await assertSameRun(path("late"), path("whole"));
    });
  });
});

Deno.test("early stopping keeps the best epoch, and a resumed run stays stopped", () =>
  withSmallData(async (folder) => {
    const out = join(folder, "early");
    // At this learning rate the validation loss rises soon.
    const settings = "--model lenet --limit 300 --val-split 100 --batch-size 20 --epochs 60 " +
      "--lr 0.02 --patience 2";
    const { stderr } = await succeed("train", [
      ...settings.split(" "),
      ...smallDataFlags(folder),
      ...["--out", out],
    ]);
    assert.match(stderr, /No lower validation loss for 2 epochs: stopped early/);
    const metrics = await metricsOf(out) as { epoch: number; val: { loss: number } }[];
    const losses = metrics.map(({ val }) => val.loss);
    assert.ok(losses.length < 60);
    assert.equal(losses.indexOf(Math.min(...losses)), losses.length - 3);
    const before = await Deno.readFile(join(out, "model.onnx"));
    const again = await run("train", ["--resume", out]);
    assert.equal(again.code, 0, again.stderr);
    assertSameBytes(await Deno.readFile(join(out, "model.onnx")), before, "the model");
  }));
