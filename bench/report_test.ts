import assert from "node:assert/strict";
import type { Terminal } from "../cli/terminal.ts";
import type { Comparison } from "./comparison.ts";
import { report } from "./report.ts";

const PROGRAM = { version: "2.1", threads: 2, first: 9 };
const COMPARISON: Comparison = {
  part: "training",
  work: "LeNet, a step",
  weft: { ...PROGRAM, name: "weft", milliseconds: [2, 4, 3] },
  others: [
    { ...PROGRAM, name: "PyTorch", form: "contiguous", milliseconds: [6] },
    { ...PROGRAM, name: "PyTorch", form: "channels-last", milliseconds: [Infinity] },
    { name: "TensorFlow.js", absent: "not installed" },
  ],
};

/** The text that a report prints. */
function printed(json: boolean): string {
  let text = "";
  const stdout = { write: (part: string) => text += part } as unknown as Terminal;
  const context = { stdout, stderr: stdout, signal: new AbortController().signal };
  report([COMPARISON], { threads: 2, rounds: 3 }, { json }, context);
  return text;
}

Deno.test("report() prints one JSON object with all times, medians and ratios", () => {
  const { machine, versions, threads, rounds, rows } = JSON.parse(printed(true));
  assert.deepEqual(Object.keys(machine), ["processor", "processors", "system"]);
  assert.deepEqual(Object.keys(versions), ["weft", "deno", "tfjs", "onnxruntime"]);
  assert.deepEqual([threads, rounds], [2, 3]);
  assert.deepEqual(rows, [{
    part: "training",
    work: "LeNet, a step",
    weft: { ...COMPARISON.weft, median: 3 },
    others: [
      { ...COMPARISON.others[0], median: 6, ratio: 2 },
      { ...COMPARISON.others[1], milliseconds: [null], median: null, ratio: null },
      COMPARISON.others[2],
    ],
  }]);
});

Deno.test("report() prints the conditions above the table", () => {
  const [conditions, empty, head] = printed(false).split("\n");
  assert.match(conditions!, / processors, .*weft [\d.]+, 2 threads, .*medians of 3 rounds$/);
  assert.equal(empty, "");
  assert.match(head!, /^\| work +\| +weft \| /);
});
