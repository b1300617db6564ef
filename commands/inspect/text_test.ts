import assert from "node:assert/strict";
import { type Inspection, inspectionText } from "./text.ts";

const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);

const NOTHING: Inspection = {
  ...{ file: "m.onnx", bytes: 99_949, producer: "", irVersion: 8, opsets: { "ai.onnx": 17 } },
  ...{ inputs: [], outputs: [], constants: {}, operators: {}, subgraphs: [], functions: [] },
  ...{ metadata: {}, externalData: {}, placement: {} },
};

const rowsOf = (changes: Partial<Inspection>) =>
  inspectionText({ ...NOTHING, ...changes }, { columns: () => 1000 })
    .trimEnd().split("\n").map((row) => row.trim().replace(/ {2,}/, ": "));

Deno.test("a file of nothing has only the rows that every file has", () => {
  assert.deepEqual(rowsOf({}), [
    ...["file: m.onnx (99.9 kB)", "producer: not named, IR version 8", "opset: ai.onnx 17"],
    ...["constants: none", "nodes: 0"],
  ]);
});

Deno.test("ports and metadata have their name once, and long lists and values are cut", () => {
  const port = (name: string) => ({ name, type: "float32" });
  const rows = rowsOf({
    bytes: 100_000,
    producer: "weft",
    inputs: [port("a"), port("b")],
    outputs: [port("c"), port("d")],
    functions: names(9),
    subgraphs: [{ node: "", op: "If", nodes: 3 }, { node: "loop", op: "Loop", nodes: 1 }],
    metadata: { exact: "x".repeat(200), long: "y".repeat(201) },
    externalData: { "a.bin": names(8), "b.bin": ["w"] },
  });
  assert.deepEqual(rows, [
    ...["file: m.onnx (0.10 MB)", "producer: weft, IR version 8", "opset: ai.onnx 17"],
    ...["inputs: a float32", "b float32", "outputs: c float32", "d float32"],
    ...["constants: none", "nodes: 0", "subgraphs: If (If): 3 nodes, loop (Loop): 1 nodes"],
    "functions: n0, n1, n2, n3, n4, n5, n6, n7, and 1 more",
    "other files: a.bin holds n0, n1, n2, n3, n4, n5, n6, n7; b.bin holds w",
    ...["metadata: exact =", "x".repeat(200), "long =", `${"y".repeat(200)}…`],
  ]);
});

Deno.test("constants are listed by their bytes, the most first", () => {
  const constants = {
    int64: { tensors: 1, elements: 2, bytes: 16 },
    float32: { tensors: 2, elements: 1_000, bytes: 4_000 },
  };
  assert.ok(
    rowsOf({ constants }).includes(
      "constants: 1,000 float32 in 2 tensors (4.0 kB); 2 int64 in 1 tensor (0.0 kB)",
    ),
  );
});

Deno.test("a file of another opset has a note on the tables", () => {
  const hasNote = (opsets: Record<string, number>) =>
    rowsOf({ opsets }).some((row) =>
      row.startsWith("The tables of both providers are for opset 17")
    );
  assert.deepEqual([{ "ai.onnx": 17 }, { "ai.onnx": 18 }, { "my.own": 1 }].map(hasNote), [
    ...[false, true, false],
  ]);
});
