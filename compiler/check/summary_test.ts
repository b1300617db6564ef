import assert from "node:assert/strict";
import type { CpuNode } from "../../onnx/placement/nodes_on_cpu.ts";
import { summaryText } from "./summary.ts";

/** The rows of the summary of a model with these nodes on the CPU. */
function rowsOf(webgpu: readonly CpuNode[]): string[] {
  return summaryText({
    file: "my.onnx",
    inputs: [],
    outputs: [],
    parameters: 0,
    opset: 17,
    nodes: {},
    bytes: 0,
    placement: {
      cuda: { onCpu: [], unknown: [], failing: [] },
      webgpu: { onCpu: webgpu, unknown: [], failing: [] },
    },
    check: { batchSize: 1, difference: 0, tolerance: 1e-4, tfjs: "wasm" },
  }).split("\n");
}

const nodes = (count: number): CpuNode[] =>
  Array.from({ length: count }, (_, i) => ({ name: `a/Round_${i}`, op: "Round", type: "float32" }));

Deno.test("a summary has a row for each GPU provider with the nodes that run on the CPU", () => {
  const rows = rowsOf(nodes(2));
  assert.ok(rows.includes("cuda       every node"));
  assert.ok(
    rows.includes(
      "webgpu     all but 2 nodes, which run on the CPU: a/Round_0 (float32), a/Round_1 (float32)",
    ),
  );
});

Deno.test("a long list of nodes ends with the number of further nodes", () => {
  const row = rowsOf(nodes(20)).find((line) => line.startsWith("webgpu"))!;
  assert.match(row, /^webgpu +all but 20 nodes,.*a\/Round_7 \(float32\), and 12 more$/);
});
