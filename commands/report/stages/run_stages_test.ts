import assert from "node:assert/strict";
import { WeftError } from "../../../error.ts";
import { runStages, type StageOutcome } from "./run_stages.ts";
import type { Stage } from "./stage.ts";
import { recordingDisplay, sampleOptions, sampleStage } from "../testing/sample_report.ts";

const options = sampleOptions();

/** Runs stages in a folder; returns their outcomes and the names of those that ran. */
async function run(out: string, stages: readonly Stage[], signal = new AbortController().signal) {
  const display = recordingDisplay();
  const outcomes = await runStages(stages, {
    ...{ options, out, display, signal },
    versions: { weft: "1" },
    verbose: false,
  });
  const ran = display.lines.filter((line) => line.startsWith("begin "))
    .map((line) => line.slice("begin doing ".length));
  return { outcomes, ran, lines: display.lines };
}

const states = (outcomes: readonly StageOutcome[]) => outcomes.map(({ state }) => state).join();

async function inFolder(test: (out: string) => Promise<void>) {
  const out = await Deno.makeTempDir({ prefix: "weft-" });
  try {
    await test(out);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

const fail = () => Promise.reject(new WeftError("file", "Cannot write: full", "Free some space"));

Deno.test("a stage reads the data of those that it needs", () =>
  inFolder(async (out) => {
    let read: unknown;
    const b = sampleStage("b", ["a"], ({ data }) => {
      read = data("a");
      return Promise.resolve({ data: null, blocks: [] });
    });
    const { outcomes } = await run(out, [sampleStage("a"), b]);
    assert.equal(states(outcomes), "done,done");
    assert.equal(read, "a");
  }));

Deno.test("a stage runs again only when its settings or a stage that it needs have changed", () =>
  inFolder(async (out) => {
    const stages = (setting: number) => [
      sampleStage("a", [], undefined, { setting }),
      sampleStage("b", ["a"]),
      sampleStage("c"),
    ];
    assert.deepEqual((await run(out, stages(1))).ran, ["a", "b", "c"]);
    assert.deepEqual((await run(out, stages(1))).ran, []);
    assert.deepEqual((await run(out, stages(2))).ran, ["a", "b"]);
  }));

Deno.test("when a stage fails, the stages that need it are left out and the others run", () =>
  inFolder(async (out) => {
    const stages = [sampleStage("a", [], fail), sampleStage("b", ["a"]), sampleStage("c", ["b"])]
      .concat(sampleStage("d"));
    const { outcomes } = await run(out, stages);
    assert.equal(states(outcomes), "failed,left out,left out,done");
    const [a, b] = outcomes;
    assert.ok(a?.state === "failed" && b?.state === "left out");
    assert.deepEqual(a.failure, { message: "Cannot write: full", hint: "Free some space" });
    assert.equal(b.missing, "a");
    // When the stage works again, only the missing stages run.
    const repaired = [sampleStage("a"), ...stages.slice(1)];
    assert.deepEqual((await run(out, repaired)).ran, ["a", "b", "c"]);
  }));

Deno.test("a stage that is stopped has no result, and the next call runs it again", () =>
  inFolder(async (out) => {
    const stop = new AbortController();
    const b = sampleStage("b", [], ({ signal }) => {
      stop.abort(new Error("stopped"));
      return Promise.reject(new Error(`some consequence of ${signal.reason}`));
    });
    await assert.rejects(
      run(out, [sampleStage("a"), b, sampleStage("c")], stop.signal),
      /^Error: stopped$/,
    );
    const again = await run(out, [sampleStage("a"), sampleStage("b"), sampleStage("c")]);
    assert.deepEqual(again.ran, ["b", "c"]);
  }));

Deno.test("runStages() throws on a wrong order or a repeated name", async () => {
  await assert.rejects(
    run("nowhere", [sampleStage("b", ["a"]), sampleStage("a")]),
    /comes before a/,
  );
  await assert.rejects(
    run("nowhere", [sampleStage("a"), sampleStage("a")]),
    /Two stages have the name a/,
  );
});
