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
