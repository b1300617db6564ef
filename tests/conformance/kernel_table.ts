/**
 * The table of kernels in docs/kernels.md: on which device each provider runs a kernel's nodes.
 *
 * @module
 */

import { kernels } from "../../compiler/kernels/mod.ts";
import { type CpuNode, nodesOnCpu } from "../../onnx/placement/nodes_on_cpu.ts";
import { type ProviderName, providers } from "../../onnx/placement/providers/mod.ts";
import { targets } from "../../compiler/targets.ts";
import { WeftError } from "../../error.ts";
import { graphOf, partOf } from "./part.ts";
import type { KernelCall } from "./record.ts";

/** The file that holds the table. */
export const KERNEL_TABLE = new URL("../../docs/kernels.md", import.meta.url);

const INTRODUCTION = `<!-- Written by \`deno task docs:kernels\`. -->

# Kernels and targets

This table shows on which device ONNX Runtime runs the nodes of each tfjs kernel. It covers every
different call of the kernel in tfjs-core's own tests, compiled for the target \`portable\`.

- \`all\`: the backend runs all nodes itself. The \`cpu\` and \`wasm\` backends have a kernel for every
  node; \`deno task conformance\` computes every call with them.
- an operator with its element type: the node runs on the CPU, in every call or in \`some\`. The
  prediction is made by \`onnx/placement/nodes_on_cpu.ts\` from tables of the providers' kernels.
- \`constant\`: the result is computed while compiling.
- \`not called\`: no test of tfjs-core calls the kernel. Names that begin with \`weft.\` are kernels of
  the compiler itself, for training.
`;

const PROVIDERS = Object.keys(providers) as ProviderName[];

/** A row of the table. */
interface Row {
  /** Number of calls that are compiled to nodes. */
  calls: number;
  /** By provider, the number of calls with a node on the CPU, by its element type and operator. */
  readonly onCpu: Readonly<Record<ProviderName, Map<string, number>>>;
}

/** Makes the contents of docs/kernels.md from recorded kernel calls. */
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

/** Adds a call to the counts of all pairs of element type and operator that it has on the CPU. */
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

/**
 * Describes the nodes on the CPU: those of every call, then those of some; "" when there are none.
 */
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
