/**
 * Applies one pass to the graph of a case and checks that it still computes the same. For tests
 * only.
 */

import { type Graph, prune } from "../graph.ts";
import { optimize } from "../passes/mod.ts";
import type { Pass } from "../passes/pass.ts";
import { targets } from "../targets.ts";
import { assertClose, type Case, onOnnxRuntime, traceCase } from "./agrees_with_tfjs.ts";

/** Numbers of calls by kernel. */
export type Counts = Readonly<Record<string, number>>;

/** Counts the kernels of a graph. */
export function countKernels({ nodes }: Graph): Counts {
  const counts: Record<string, number> = {};
  for (const { kernel } of nodes) counts[kernel] = (counts[kernel] ?? 0) + 1;
  return counts;
}

/**
 * Traces a case, applies `pass`, and asserts that the graph agrees with tfjs, both directly and
 * after all other passes.
 *
 * @returns The kernels before and after the pass.
 */
export async function applyPass(
  pass: Pass,
  each: Case,
): Promise<{ before: Counts; after: Counts }> {
  const { graph, inputs, expected } = traceCase(each, prune);
  const before = countKernels(graph);
  pass(graph);
  prune(graph);
  const after = countKernels(graph);
  const { tolerance } = each.options;
  for (const rewrite of [() => {}, optimize]) {
    rewrite(graph);
    const actual = await onOnnxRuntime(graph, targets.portable, inputs);
    assertClose(actual, expected, tolerance, `${each.name}: `);
  }
  return { before, after };
}
