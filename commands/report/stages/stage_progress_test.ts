import assert from "node:assert/strict";
import { stageProgress } from "./stage_progress.ts";

/** A display of three stages on a fake terminal and clock. */
function start() {
  let time = 0, text = "";
  const terminal = {
    write: (part: string) => text = part,
    isTerminal: true,
    colour: false,
    columns: () => 200,
  };
  const stages = [{ title: "a", weight: 60 }, { title: "b", weight: 30 }, {
    title: "c",
    weight: 10,
  }];
  const display = stageProgress(stages, terminal, () => time);
  return { display, stages, shown: () => text, wait: (seconds: number) => time += 1000 * seconds };
}

Deno.test("the line has the share of the work and the name of the current stage", () => {
  const { display, stages, shown, wait } = start();
  display.begin(stages[0]!);
  wait(30);
  display.update(0.5, "epoch 2/4");
  assert.match(shown(), /Report ▕.*▏ 30% 0 of 3 stages {2}ETA 1:10 {2}a: epoch 2\/4$/);
});

Deno.test("the time left grows with the measured slowness of the machine", () => {
  const { display, stages, shown, wait } = start();
  display.begin(stages[0]!);
  wait(120);
  display.finish();
  display.begin(stages[1]!);
  // (120 + 20) s for (60 + 20) expected seconds, so 40 more take 70 s.
  assert.match(shown(), /60% 1 of 3 stages {2}ETA 1:10 {2}b$/);
});

Deno.test("a skipped stage counts as done and does not affect the speed", () => {
  const { display, stages, shown } = start();
  display.skip(stages[0]!);
  display.begin(stages[1]!);
  assert.match(shown(), /60% 1 of 3 stages {2}ETA 40 s {2}b$/);
});

Deno.test("the share never goes back, and ends at 100 %", () => {
  const { display, stages, shown, wait } = start();
  display.begin(stages[0]!);
  display.update(0.5);
  wait(1);
  display.update(0.1);
  assert.match(shown(), / 30% /);
  display.finish();
  for (const stage of stages.slice(1)) display.skip(stage);
  display.end("done");
  assert.match(shown(), /100% 3 of 3 stages {2}in 1.0 s {2}done\n$/);
});
