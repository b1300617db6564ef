import assert from "node:assert/strict";
import type { Comparison, Timed } from "./comparison.ts";
import { tableOf, timeText } from "./table.ts";

const timed = (name: string, milliseconds: number, rest: Partial<Timed> = {}): Timed => ({
  ...{ name, version: "2.1", threads: 2, first: 0, milliseconds: [milliseconds] },
  ...rest,
});

const STEP: Comparison = {
  part: "training",
  work: "LeNet, a step",
  weft: timed("weft", 5),
  others: [
    timed("PyTorch", 4, { form: "contiguous" }),
    timed("TensorFlow.js", 5_400, { form: "cpu", threads: 1 }),
    { name: "TensorFlow.js", form: "wasm", absent: "lacks MaxPoolGrad" },
  ],
};

Deno.test("tableOf() has a row for each other program, in columns of one width", () => {
  const step = "| LeNet, a step | 5.00 ms |";
  assert.equal(
    tableOf([STEP]),
    "| work          |    weft | the other |   ratio | program                            | note                   |\n" +
      "| ------------- | ------: | --------: | ------: | ---------------------------------- | ---------------------- |\n" +
      `${step}   4.00 ms |    0.80 | PyTorch 2.1, contiguous, 2 threads |                        |\n` +
      `${step}    5.40 s | 1080.00 | TensorFlow.js 2.1, cpu, 1 thread   | wasm lacks MaxPoolGrad |\n`,
  );
});

Deno.test("tableOf() says why a program is absent", () => {
  const others = [{ name: "openTSNE", absent: "not installed (pip install openTSNE)" }];
  assert.match(
    tableOf([{ ...STEP, others }]),
    /\| LeNet, a step \| 5\.00 ms \| +\| +\| openTSNE \| not installed \(pip install openTSNE\) \|/,
  );
});

Deno.test("tableOf() has a row for work that only weft does", () => {
  assert.match(
    tableOf([{ ...STEP, others: [] }]),
    /\| LeNet, a step \| 5\.00 ms \| +\| +\| +\| +\|/,
  );
});

Deno.test("tableOf() compares the most telling measure of both results", () => {
  const others = [timed("scikit-learn", 9, { quality: { silhouette: 0.1, KL: 1.5263 } })];
  const weft = timed("weft", 5, { quality: { KL: 1.5173, silhouette: 0.2 } });
  assert.match(tableOf([{ ...STEP, weft, others }]), / KL 1\.5173 and 1\.5263 \|/);
  assert.doesNotMatch(tableOf([{ ...STEP, weft }]), /KL/);
});

Deno.test("tableOf() has no ratio where a program did not do the work", () => {
  const others = [timed("PyTorch", Infinity)];
  assert.match(tableOf([{ ...STEP, others }]), /\| 5\.00 ms \| +not done \| +\| PyTorch/);
});

Deno.test("timeText() has three digits and a fitting unit", () => {
  assert.deepEqual(
    [0.1364, 5.623, 45.62, 456.2, 999, 1_000, 17_712, 207_400].map(timeText),
    ["0.136 ms", "5.62 ms", "45.6 ms", "456 ms", "999 ms", "1.00 s", "17.7 s", "207 s"],
  );
});
