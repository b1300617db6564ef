import assert from "node:assert/strict";
import { runRecorded } from "../../cli/testing/recorded.ts";
import { needs } from "../needs.ts";
import { inputOf } from "./input.ts";
import { fuzz } from "./main.ts";
import { SPEC } from "./spec.ts";
import { type Result, supervise, type Work } from "./supervise.ts";
import { TARGETS } from "./targets/mod.ts";

Deno.test("an input has the same bytes each time, and others differ from it", async () => {
  for (const [name, target] of Object.entries(TARGETS)) {
    const seeds = await target.seeds(), before = seeds.map((seed) => seed.slice().join());
    const inputs = (seed: number) =>
      Array.from({ length: 30 }, (_, i) => inputOf(target, seeds, seed, i).join());
    const first = inputs(1);
    assert.deepEqual(inputs(1), first, name);
    assert.ok(new Set(first).size > 20, name);
    assert.notDeepEqual(inputs(2), first, name);
    assert.deepEqual(seeds.map((seed) => seed.slice().join()), before, `${name} changes its seeds`);
  }
});

Deno.test("every target accepts its seeds", async () => {
  for (const [name, { seeds, read }] of Object.entries(TARGETS)) {
    const folder = await Deno.makeTempDir(), answers: unknown[] = [];
    for (const seed of await seeds()) answers.push(await read(seed, folder, () => {}));
    // Each rewrite changes only some of the models.
    assert.ok(answers.some((answer) => answer !== false), name);
    await Deno.remove(folder, { recursive: true });
  }
});

async function found(target: string, more: Partial<Work> = {}): Promise<Result> {
  const folder = await Deno.makeTempDir();
  try {
    const work: Work = {
      ...{ module: "./testing/faulty_targets.ts", target, native: false, folder },
      ...{ seed: 1, from: 0, count: 4, seconds: 60 },
      ...more,
    };
    return await supervise(work, new AbortController().signal);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the supervisor reports each kind of fault with its input, and goes on behind it", async () => {
  const crash = await found("crash");
  assert.deepEqual(crash.faults.map(({ kind, index }) => [kind, index]), [["crash", 2]]);
  assert.match(crash.faults[0]!.message, /^TypeError: not a WeftError .*faulty_targets\.ts/);
  assert.deepEqual([crash.accepted, crash.refused], [3, 1]);
  const hang = await found("hang");
  assert.deepEqual(hang.faults.map(({ kind, index }) => [kind, index]), [["hang", 2]]);
  assert.equal(hang.accepted, 3); // the input behind it too
  const end = await found("end");
  assert.deepEqual(end.faults.map(({ kind, index }) => [kind, index]), [["crash", 2]]);
  assert.match(end.faults[0]!.message, /the process ended with SIGKILL/);
});

Deno.test("the end of the process by ONNX Runtime is no fault of weft, except in a rewritten model", async () => {
  const native = await found("native", { native: true });
  assert.deepEqual(native.faults.map(({ kind }) => kind), ["native"]);
  const rewritten = await found("rewritten", { native: true, count: 1 });
  assert.deepEqual(rewritten.faults.map(({ kind }) => kind), ["crash"]);
});

Deno.test({
  name: "the supervisor ends a worker that takes more than a gigabyte",
  ...needs("Linux"), // others do not tell the memory of a process in a file
  fn: async () => {
    const { faults } = await found("memory", { count: 3 });
    assert.deepEqual(faults.map(({ kind, index }) => [kind, index]), [["memory", 2]]);
  },
});

Deno.test("a stopped supervisor leaves no worker behind", async () => {
  const folder = await Deno.makeTempDir(), stop = new AbortController();
  const work = { module: "./testing/faulty_targets.ts", target: "hang", native: false, folder };
  setTimeout(() => stop.abort(), 1500);
  const range = { seed: 1, from: 0, count: 4, seconds: 60 };
  const { faults } = await supervise({ ...work, ...range }, stop.signal);
  // The supervisor would call it a hang if it had waited for its own limit, of 5 s.
  assert.deepEqual(faults.map(({ kind }) => kind), ["crash"]);
  assert.match(faults[0]!.message, /SIGKILL/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("deno task fuzz prints a line for each target, and repeats an input", async () => {
  const args = ["--only", "idx", "safetensors", "--minutes", "0.2", "--inputs", "500"];
  const { code, stdout, stderr } = await runRecorded(SPEC, fuzz, args);
  assert.equal(code, 0, stderr + stdout);
  assert.match(stdout, /^target +inputs .*\nidx +500 .*\nsafetensors +500 .*\n$/);
  const again = await runRecorded(SPEC, fuzz, ["--only", "gzip", "--at", "7"]);
  assert.match(again.stdout + again.stderr, /gzip accepts the input|error: Cannot read file/);
  const both = await runRecorded(SPEC, fuzz, ["--at", "7"]);
  assert.equal(both.code, 2);
});
