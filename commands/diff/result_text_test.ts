import assert from "node:assert/strict";
import type { DiffResult } from "./compare_sides.ts";
import type { PartingReport, ReadValue } from "./report.ts";
import { resultText } from "./result_text.ts";
import { statisticsOf } from "./statistics.ts";

const RESULT: DiffResult = {
  files: ["a.onnx", "b.onnx"],
  sides: ["cpu", "wasm"],
  seed: 7,
  inputs: [
    { name: "x", type: "float32", shape: [2, 4], random: true },
    { name: "ids", type: "int64", shape: [2], random: false },
  ],
  values: 5,
  ...{ skipped: [], unmatched: [], agreements: { wasm: 0.1234 }, notFinite: {}, partings: [] },
};

const read = (name: string, numbers: number[], kind: ReadValue["kind"] = "computed"): ReadValue => {
  const value = {
    type: "float32",
    shape: [numbers.length],
    data: Float32Array.from(numbers),
  } as const;
  return { name, kind, type: "float32", shape: value.shape, statistics: statisticsOf(value) };
};

const PARTING: PartingReport = {
  ...{ left: "cpu", right: "wasm", optimised: false, random: false },
  ...{ node: "second", op: "MatMul", index: 2, nodes: 5, value: "second" },
  comparison: {
    ...{ parts: true, difference: 0.25, allowed: 0.00012, beyond: 1200, size: 2000 },
    ...{ at: [1, 3], left: 1, right: 1.25 },
  },
  reads: [{ ...read("tanh", [-1, 2.5]), difference: 0.5 }, read("w", [3, 3], "constant")],
  nodeDifferences: ["its attribute axis differs", "its constant w differs"],
  reproduction: { parts: true, nodes: 1, providers: ["wasm"], folder: "out" },
};

/** The rows of a table of a result, each on one line, without the columns' spaces. */
function rowsOf(changes: Partial<DiffResult>): string[] {
  return resultText({ ...RESULT, ...changes }, { columns: () => 100 }).replace(/\n {22}(?! )/g, " ")
    .split("\n").map((row) => row.trim().replace(/ {2,}/g, " | "));
}

/** The row of that name of a result. */
const rowOf = (name: string, changes: Partial<DiffResult>) =>
  rowsOf(changes).find((row) => row.startsWith(`${name} | `))?.slice(name.length + 3);

/** The row of that name of a parting. */
const partingRow = (name: string, changes: Partial<PartingReport>) =>
  rowOf(name, { partings: [{ ...PARTING, ...changes }] });

const names = (count: number) => Array.from({ length: count }, (_, i) => `v${i + 1}`);

Deno.test("a result that agrees names the models, sides, inputs and values", () =>
  assert.deepEqual(rowsOf({}), [
    "models | a.onnx, b.onnx",
    "compared | cpu with wasm",
    "inputs | x float32[2, 4], random, seed 7 ids int64[2], from a file",
    "values | 5",
    "wasm | agrees with cpu; the largest difference is 12 % of what is allowed",
    "result | they agree",
    "",
  ]));

Deno.test("a parting names the node, what it reads and how to run it alone", () =>
  assert.deepEqual(rowsOf({ agreements: {}, partings: [PARTING] }).slice(4), [
    "",
    "they part | cpu and wasm part at the node second (MatMul), node 3 of 5",
    "value | second at [1, 3]: cpu 1, wasm 1.25 largest difference 0.25, 1.2e-4 allowed; " +
    "1,200 of 2,000 elements differ by more",
    "the node reads | tanh float32[2], computed: -1 to 2.5, mean 0.75, 0 NaN, 0 infinite; " +
    "differs by 50 % of what is allowed w float32[2], constant: all 3, 0 NaN, 0 infinite",
    "nodes differ | its attribute axis differs its constant w differs",
    "alone | MatMul alone parts too, run by wasm. out has the node, its inputs and a README",
    "",
  ]));

Deno.test("a list of names ends after five", () => {
  const skipped = (count: number) => names(count).map((name) => ({ name, why: "a text" }));
  const path = (count: number) => names(count).map((name) => ({ name, nan: 1, infinite: 0 }));
  const five = "v1, v2, v3, v4, v5", why = "v1 (a text), v2 (a text), v3 (a text)";
  const cases: [name: string, changes: Partial<DiffResult>, row: string | undefined][] = [
    ["compared", { sides: ["cpu"] }, "cpu, optimised and as it is"],
    ["values", { skipped: skipped(3) }, `5; not compared: ${why}`],
    ["values", { skipped: skipped(5) }, `5; not compared: ${why}, v4 (a text), v5 (a text)`],
    [
      "values",
      { skipped: skipped(7) },
      `5; not compared: ${why}, v4 (a text), v5 (a text), and 2 more`,
    ],
    ["no counterpart", { unmatched: [[[], []]] }, undefined],
    [
      "no counterpart",
      { unmatched: [[names(1), names(5)]] },
      `1 value (v1) of the first, 5 values (${five}) of the second`,
    ],
    [
      "no counterpart",
      { unmatched: [[names(6), []]] },
      `6 values (${five}, …) of the first, no value of the second`,
    ],
    ["NaN", { notFinite: { cpu: [] } }, undefined],
    [
      "NaN",
      { notFinite: { cpu: path(7) } },
      `first on cpu in v1 (1 NaN), which follows through v2, v3, v4, v5, v6 from v7 (1 NaN). ` +
      "No node computes it: it came in with the inputs or the constants",
    ],
    [
      "NaN",
      { notFinite: { cpu: path(8) } },
      `first on cpu in v1 (1 NaN), which follows through v2, v3, v4, v5, v6, … from v8 (1 NaN). ` +
      "No node computes it: it came in with the inputs or the constants",
    ],
    [
      "NaN",
      { notFinite: { cpu: path(2) } },
      `first on cpu in v1 (1 NaN), which follows from v2 (1 NaN). ` +
      "No node computes it: it came in with the inputs or the constants",
    ],
    [
      "infinite",
      { notFinite: { cpu: [{ name: "y", nan: 0, infinite: 2, node: "y", op: "Exp" }] } },
      "first on cpu in y (Exp y, 2 infinite). All that this node reads is finite",
    ],
    [
      "NaN",
      { notFinite: { cpu: [{ name: "y", nan: 3, infinite: 2, node: "y", op: "Log" }] } },
      "first on cpu in y (Log y, 3 NaN, 2 infinite). All that this node reads is finite",
    ],
  ];
  for (const [name, changes, row] of cases) assert.equal(rowOf(name, changes), row);
});

Deno.test("a parting says when nodes part alone, together or not at all", () => {
  const reproduction = { parts: true, nodes: 1, providers: [], folder: "out" };
  const cases: [changes: Partial<PartingReport>, name: string, row: RegExp | undefined][] = [
    [{}, "optimised", undefined],
    [{ optimised: true }, "optimised", /rewrites or fuses nodes up to this one/],
    [{}, "random", undefined],
    [{ random: true }, "random", /draws random numbers/],
    [{ value: "third" }, "value", /^third, which second computes at \[1, 3\]/],
    [
      { reads: [read("x", [NaN, Infinity])] },
      "the node reads",
      /: no finite.*, 1 NaN, 1 infinite$/,
    ],
    [{ reproduction }, "alone", /^MatMul alone parts too\. out has the node, its inputs/],
    [
      { reproduction: { ...reproduction, nodes: 2, providers: ["cuda", "cpu"] } },
      "alone",
      /does NOT part; it parts together with the node before it, run by cuda and cpu\. /,
    ],
    [
      { reproduction: { ...reproduction, nodes: 3 } },
      "alone",
      /does NOT part; it parts together with the 2 nodes before it\. /,
    ],
    [
      { reproduction: { ...reproduction, parts: false } },
      "alone",
      /does NOT part, given the same inputs: the difference in second comes from the nodes before/,
    ],
  ];
  for (const [changes, name, row] of cases) {
    if (row) assert.match(partingRow(name, changes) ?? "", row);
    else assert.equal(partingRow(name, changes), row);
  }
  const { reproduction: _, ...none } = PARTING;
  assert.match(rowOf("alone", { partings: [none] })!, /^No reproduction: second reads other/);
});
