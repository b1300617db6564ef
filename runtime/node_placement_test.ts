import assert from "node:assert/strict";
import { fallbackNodes, readPlacement } from "./node_placement.ts";

const event = (name: string, op: string, provider: string, type: string, shape: number[]) => ({
  cat: "Node",
  name,
  args: { op_name: op, provider, output_type_shape: [{ [type]: shape }] },
});

const PROFILE = JSON.stringify([
  { cat: "Session", name: "model_loading_array", args: {} },
  event("conv1/Conv_token_12_kernel_time", "Conv", "WebGpuExecutionProvider", "float", [
    1,
    6,
    28,
    28,
  ]),
  event("conv1/Conv_token_12_kernel_time", "Conv", "WebGpuExecutionProvider", "float", [
    1,
    6,
    28,
    28,
  ]),
  event("size_kernel_time", "Shape", "CPUExecutionProvider", "int64", [4]),
  event("fc/Gemm_kernel_time", "Gemm", "CPUExecutionProvider", "float", [1, 84]),
  event("best_kernel_time", "ArgMax", "CPUExecutionProvider", "int64", [128]),
  event("fc/Gemm_fence_before", "Gemm", "CPUExecutionProvider", "float", [1, 84]),
]);

Deno.test("readPlacement() returns each node that ran once, by its original name", () => {
  assert.deepEqual(readPlacement(PROFILE).map(({ name, provider }) => [name, provider]), [
    ["conv1/Conv", "WebGpu"],
    ["size", "CPU"],
    ["fc/Gemm", "CPU"],
    ["best", "CPU"],
  ]);
});

Deno.test("fallbackNodes() excludes arithmetic on shapes, but not batches of integers", () => {
  assert.deepEqual(fallbackNodes(readPlacement(PROFILE)).map(({ name }) => name), [
    "fc/Gemm",
    "best",
  ]);
});

Deno.test("readPlacement() takes up to 16 integers for a shape", () => {
  const isShape = (type: string, shape: number[]) =>
    readPlacement(JSON.stringify([event("n_kernel_time", "Op", "CPU", type, shape)]))[0]!.shapes;
  assert.ok(isShape("int64", [16]));
  assert.ok(isShape("int32", [4, 4]));
  assert.ok(isShape("bool", []));
  assert.ok(!isShape("int64", [17]));
  assert.ok(!isShape("int64", [2, 9]));
  assert.ok(!isShape("float", [1]));
});
