// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";

/** The cells of tfjs whose steps differ in nothing but their inputs and states. */
const CELLS: readonly string[] = [
  "SimpleRNNCell",
  "GRUCell",
  "LSTMCell",
  "ConvLSTM2DCell",
  "ResetAfterGRUCell",
];

/** A cell of a recurrent layer. */
export interface Cell extends tf.layers.Layer {
  readonly stateSize: number | number[];
  /** The cells of a stack of cells. */
  readonly cells?: readonly Cell[];
  call(inputs: tf.Tensor[], kwargs: { readonly training: unknown }): tf.Tensor[];
}

/**
 * True when a cell is one of tfjs's own, or a stack of them, so that one step describes all steps.
 * They return their first state as their output.
 */
export function isKnownCell(cell: Cell): boolean {
  if (isOwn(cell, "StackedRNNCells")) return cell.cells!.every(isKnownCell);
  return cellClass(cell) !== undefined;
}

/** True when a cell drops inputs or states while training. */
export function hasDropout(cell: Cell): boolean {
  const { dropout, recurrentDropout } = cell.getConfig();
  return Boolean(dropout || recurrentDropout);
}

/** The class of a cell among tfjs's own; undefined for any other cell. */
export function cellClass(cell: Cell): string | undefined {
  return CELLS.find((name) => isOwn(cell, name));
}

/** True when `cell` is an instance of the class that tfjs registers under `name`. */
function isOwn(cell: Cell, name: string): boolean {
  const [own] = tf.serialization.SerializationMap.getMap().classNameMap[name] ?? [];
  return cell.constructor === own && !Object.hasOwn(cell, "call");
}
