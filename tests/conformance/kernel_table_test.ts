import assert from "node:assert/strict";
import type { DType } from "../../compiler/graph.ts";
import { kernels } from "../../compiler/kernels/mod.ts";
import type { Numbers } from "../../compiler/testing/agrees_with_tfjs.ts";
import { kernelTable } from "./kernel_table.ts";
import type { KernelCall } from "./record.ts";

const numbers = (dtype: DType): Numbers => ({
  shape: [2],
  dtype,
  data: dtype === "int32" ? Int32Array.of(1, 2) : Float32Array.of(1, 2),
});

const call = (
  kernel: string,
  inputs: KernelCall["inputs"],
  attributes: KernelCall["attributes"] = {},
): KernelCall => ({ kernel, inputs, attributes, outputs: [] });

const slice = (dtype: DType) => call("Slice", { x: numbers(dtype) }, { begin: [0], size: [1] });

/** The cells of a kernel's row. */
function cellsOf(kernel: string, calls: readonly KernelCall[]): string[] {
  const row = kernelTable(calls).split("\n").find((line) => line.startsWith(`| \`${kernel}\` `))!;
  return row.split("|").slice(2, -1).map((cell) => cell.trim());
}

Deno.test("the table lists the nodes on the CPU of every call, then those of some calls", () => {
  const float = numbers("float32");
  assert.deepEqual(cellsOf("Selu", [call("Selu", { x: float })]), [
    "all",
    "all",
    "all",
    "Selu (float32)",
  ]);
  assert.deepEqual(cellsOf("Tan", [call("Tan", { x: float })]), [
    "all",
    "all",
    "Tan (float32)",
    "all",
  ]);
  assert.deepEqual(cellsOf("Slice", [slice("float32")]), ["all", "all", "all", "all"]);
  assert.deepEqual(cellsOf("Slice", [slice("float32"), slice("int32")]), [
    "all",
    "all",
    "all",
    "some: Slice (int32)",
  ]);
});

Deno.test("the table has a row for every kernel, constant and not called ones included", () => {
  const fill = call("Fill", {}, { shape: [2], value: 1, dtype: "float32" });
  assert.deepEqual(cellsOf("Fill", [fill]), Array(4).fill("constant"));
  assert.deepEqual(cellsOf("Abs", [fill]), Array(4).fill("not called"));
  const rows = kernelTable([fill]).split("\n").filter((line) => line.startsWith("| `"));
  assert.equal(rows.length, Object.keys(kernels).length);
});
