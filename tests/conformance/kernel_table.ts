/**
 * The table of kernels and targets in docs/kernels.md: where the nodes run that a kernel becomes.
 *
 * @module
 */

import { kernels } from "../../compiler/kernels/mod.ts";
import { type CpuNode, nodesOnCpu } from "../../compiler/placement.ts";
import { type ProviderName, providers } from "../../compiler/providers/mod.ts";
import { targets } from "../../compiler/targets.ts";
import { WeftError } from "../../error.ts";
import { graphOf, partOf } from "./part.ts";
import type { KernelCall } from "./record.ts";

/** The file that holds the table. */
export const KERNEL_TABLE = new URL("../../docs/kernels.md", import.meta.url);

const INTRODUCTION = `<!-- Written by \`deno task docs:kernels\`. -->

# Kernels and targets

Where ONNX Runtime runs the nodes that a tfjs kernel becomes, over every different call of it in
tfjs-core's own tests, compiled for \`portable\`. \`deno task conformance\` computes each of these calls
on the CPU provider and in WebAssembly, which have a kernel for every node. The CUDA and WebGPU
providers leave some nodes to the CPU: they are named with the element type, those of every call
first, then those of some calls. \`compiler/placement.ts\` knows, from tables of what they have.

A constant is computed while compiling. What is not called here, no test of tfjs-core calls; names
that begin with \`weft.\` are the compiler's own kernels, for training.
`;

const PROVIDERS = Object.keys(providers) as ProviderName[];

/** What is known of a kernel. */
interface Row {
  /** Calls that became nodes. */
  calls: number;
  /** By provider, how many of them leave a node to the CPU, by its element type and operator. */
  readonly onCpu: Readonly<Record<ProviderName, Map<string, number>>>;
}

/** The contents of docs/kernels.md, from recorded kernel calls. */
export function kernelTable(calls: readonly KernelCall[]): string {
  const rows = new Map<string, Row>();
  for (const [i, call] of calls.entries()) {
    const graph = compiled(call, i);
    if (graph === "refused") continue;
    const { kernel } = call;
    const row = rows.get(kernel) ?? { calls: 0, onCpu: { cuda: new Map(), webgpu: new Map() } };
    rows.set(kernel, row);
    if (graph === "constant") continue;
    row.calls++;
    for (const provider of PROVIDERS) count(row.onCpu[provider], nodesOnCpu(graph, provider));
  }
  const cells = Object.keys(kernels).sort().map((kernel) => {
    const row = rows.get(kernel);
    const whole = row === undefined ? "not called" : row.calls === 0 ? "constant" : "all";
    return [
      `\`${kernel}\``,
      whole,
      whole,
      ...PROVIDERS.map((provider) => row && onCpuText(row.onCpu[provider], row.calls) || whole),
    ];
  });
  return `${INTRODUCTION}\n${table(["kernel", "cpu", "wasm", ...PROVIDERS], cells)}`;
}

/** Counts a call for each pair of operator and element type that it has on the CPU. */
function count(counts: Map<string, number>, nodes: readonly CpuNode[]): void {
  for (const key of new Set(nodes.map(({ op, type }) => `${type} ${op}`))) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}

function compiled(call: KernelCall, index: number) {
  try {
    return graphOf([partOf(call, index)], targets.portable) ?? "constant";
  } catch (error) {
    if (error instanceof WeftError) return "refused";
    throw error;
  }
}

/** What stays on the CPU: in every call, then in some; "" when nothing does. */
function onCpuText(counts: ReadonlyMap<string, number>, calls: number): string {
  const text = (choose: (count: number) => boolean): string => {
    const byType = Map.groupBy(
      [...counts].filter(([, count]) => choose(count)).map(([key]) => key.split(" ")).sort(),
      ([type]) => type!,
    );
    return [...byType].map(([type, pairs]) => `${pairs.map(([, op]) => op).join(", ")} (${type})`)
      .join(", ");
  };
  const every = text((count) => count === calls);
  const some = text((count) => count < calls);
  return [every, some && `some: ${some}`].filter((part) => part !== "").join("; ");
}

/** A table in Markdown, aligned as \`deno fmt\` does. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]!.length))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, i) => text.padEnd(widths[i]!)).join(" | ")} |\n`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("");
}
