// This module is browser compatible.

import { type Graph, prune } from "../graph.ts";
import { batchNormPool } from "./batch_norm_pool.ts";
import { bias } from "./bias.ts";
import { unbatchMatMul } from "./unbatch_matmul.ts";
import type { Pass } from "./pass.ts";
import { poolFirst } from "./pool_first.ts";
import { recurrenceOf, rewriteStep } from "../recurrence/recurrence.ts";
import { reluGradient } from "./relu_gradient.ts";
import { reshape } from "./reshape.ts";

/** The passes in the order in which they run. */
const passes: readonly Pass[] = [
  unbatchMatMul,
  reshape,
  reluGradient,
  poolFirst,
  batchNormPool,
  bias,
];

/** Applies all passes to `graph` in place: it then computes the same faster. */
export function optimize(graph: Graph): void {
  for (const pass of passes) {
    pass(graph);
    prune(graph);
  }
  for (const node of graph.nodes) {
    const recurrence = recurrenceOf(node);
    if (recurrence) rewriteStep(recurrence, optimize);
  }
}
