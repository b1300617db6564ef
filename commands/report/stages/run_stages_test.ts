import assert from "node:assert/strict";
import { WeftError } from "../../../error.ts";
import { type Outcome, runStages } from "./run_stages.ts";
import type { Stage } from "./stage.ts";
import { rememberedDisplay, smallStage, smallStudy } from "../testing/sample_report.ts";

const study = smallStudy();

/** Runs stages in a folder, and tells what became of them and which were really run. */
async function run(out: string, stages: readonly Stage[], signal = new AbortController().signal) {
  const display = rememberedDisplay();
  const outcomes = await runStages(stages, {
    ...{ study, out, display, signal },
    versions: { weft: "1" },
    verbose: false,
  });
  const ran = display.lines.filter((line) => line.startsWith("begin "))
    .map((line) => line.slice("begin doing ".length));
  return { outcomes, ran, lines: display.lines };
}

const states = (outcomes: readonly Outcome[]) => outcomes.map(({ state }) => state).join();

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
    const b = smallStage("b", ["a"], ({ data }) => {
      read = data("a");
      return Promise.resolve({ data: null, blocks: [] });
    });
    const { outcomes } = await run(out, [smallStage("a"), b]);
    assert.equal(states(outcomes), "done,done");
    assert.equal(read, "a");
  }));

Deno.test("what is done is not done again, and what depends on a change is", () =>
  inFolder(async (out) => {
    const stages = (setting: number) => [
      smallStage("a", [], undefined, { setting }),
      smallStage("b", ["a"]),
      smallStage("c"),
    ];
    assert.deepEqual((await run(out, stages(1))).ran, ["a", "b", "c"]);
    assert.deepEqual((await run(out, stages(1))).ran, []);
    assert.deepEqual((await run(out, stages(2))).ran, ["a", "b"]);
  }));

Deno.test("a stage that fails leaves the others, and those that need it are left out", () =>
  inFolder(async (out) => {
    const stages = [smallStage("a", [], fail), smallStage("b", ["a"]), smallStage("c", ["b"])]
      .concat(smallStage("d"));
    const { outcomes } = await run(out, stages);
    assert.equal(states(outcomes), "failed,left out,left out,done");
    const [a, b] = outcomes;
    assert.ok(a?.state === "failed" && b?.state === "left out");
    assert.deepEqual(a.failure, { message: "Cannot write: full", hint: "Free some space" });
    assert.equal(b.missing, "a");
    // Once it can, only what is missing is done.
    const repaired = [smallStage("a"), ...stages.slice(1)];
    assert.deepEqual((await run(out, repaired)).ran, ["a", "b", "c"]);
  }));

Deno.test("a stage that is stopped is not kept, and the next call begins with it", () =>
  inFolder(async (out) => {
    const stop = new AbortController();
    const b = smallStage("b", [], ({ signal }) => {
      stop.abort(new Error("stopped"));
      return Promise.reject(new Error(`some consequence of ${signal.reason}`));
    });
    await assert.rejects(
      run(out, [smallStage("a"), b, smallStage("c")], stop.signal),
      /^Error: stopped$/,
    );
    const again = await run(out, [smallStage("a"), smallStage("b"), smallStage("c")]);
    assert.deepEqual(again.ran, ["b", "c"]);
  }));

Deno.test("stages in an order that cannot be are an error of who wrote them", async () => {
  await assert.rejects(run("nowhere", [smallStage("b", ["a"]), smallStage("a")]), /comes before a/);
  await assert.rejects(run("nowhere", [smallStage("a"), smallStage("a")]), /Two stages/);
});
