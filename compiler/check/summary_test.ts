import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { CpuNode } from "../../onnx/placement/nodes_on_cpu.ts";
import { exportOnnx } from "../export.ts";
import { summarize, summaryText } from "./summary.ts";

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

Deno.test("a summary has the file, its ports, its operators and the check", () => {
  const ports = [{ name: "image", type: "float32", shape: ["batch", 3] }] as const;
  const text = summaryText({
    ...{ file: "my.onnx", inputs: ports, outputs: [...ports, ...ports], parameters: 1_234_567 },
    ...{ opset: 17, nodes: { Conv: 2, Relu: 1 }, bytes: 4_567_890 },
    placement: {
      cuda: { onCpu: [], unknown: [], failing: [] },
      webgpu: { onCpu: [], unknown: [], failing: [] },
    },
    check: { batchSize: 3, difference: 0.0000123, tolerance: 3.1e-4, tfjs: "cpu" },
  });
  assert.equal(
    text,
    `file       my.onnx (4.57 MB)
inputs     image float32[batch, 3]
outputs    image float32[batch, 3]; image float32[batch, 3]
parameters 1,234,567
opset      17, domain ai.onnx
nodes      3: 2 Conv, 1 Relu
cuda       every node
webgpu     every node
check      3 random rows: largest difference from tfjs (cpu) 1.2e-5 standard deviations of an output, 3.1e-4 allowed
`,
  );
});

Deno.test("summarize() counts the numbers of float32 constants, and the operators", () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 4, inputShape: [3], activation: "relu" })],
  });
  const bytes = exportOnnx(model, { outputs: ["y"] });
  const { parameters, nodes, inputs, outputs, bytes: length } = summarize(bytes);
  assert.equal(parameters, 3 * 4 + 4);
  assert.equal(nodes.Relu, 1);
  assert.equal(length, bytes.length);
  assert.deepEqual([inputs.length, outputs.map(({ name }) => name)], [1, ["y"]]);
  model.dispose();
});
