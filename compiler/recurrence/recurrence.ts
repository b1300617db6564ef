// This module is browser compatible.

import type { Graph, Node, Value } from "../graph.ts";

/** The kernel of a node that computes all steps of a recurrence. tfjs has no such kernel. */
export const RECURRENCE = "weft.Recurrence";

/** A value of a step under its name. */
export interface NamedValue {
  readonly name: string;
  value: Value;
}

/**
 * One step of a recurrence. The first part of a name says how the steps are connected:
 *
 * - `state/0`: an output of a step that is the input of the next one. The node's input is the state
 *   before the first step, its output the state after the last one.
 * - `sequence/0`: an input with an element for each step. The node's input has the steps as first
 *   axis.
 * - `capture/0`: an input that is the same in each step.
 * - `stack/0`: an output whose elements of all steps are stacked.
 *
 * The node's inputs have the names of the step's inputs. Its outputs are in the order of the step's
 * outputs.
 */
export interface Recurrence {
  readonly steps: number;
  /** True when the last element of the sequences comes first. */
  readonly reverse: boolean;
  readonly inputs: NamedValue[];
  readonly outputs: NamedValue[];
  nodes: Node[];
}

/** The recurrence that a node computes; `undefined` for other kernels. */
export function recurrenceOf({ kernel, attributes }: Node): Recurrence | undefined {
  return kernel === RECURRENCE ? attributes.recurrence as Recurrence : undefined;
}

/** Applies a rewrite of graphs to the step of a recurrence. */
export function rewriteStep(recurrence: Recurrence, rewrite: (graph: Graph) => void): void {
  const { outputs, nodes } = recurrence;
  const graph: Graph = { inputs: [], state: [], outputs, nodes };
  rewrite(graph);
  recurrence.nodes = graph.nodes;
}
