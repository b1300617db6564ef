// This module is browser compatible.

/**
 * The affinities p_ij of t-SNE, from the probabilities p(j|i) of the nearest neighbours. A pair of
 * points has an edge where one is a neighbour of the other; all other affinities are 0.
 *
 * @module
 */

import type { Neighbours } from "./neighbours.ts";

/**
 * The edges of a point are padded to a multiple of this, the number that the kernel takes at once.
 */
const GROUP = 4;

/** The affinities p_ij as a symmetric sparse matrix by rows. They sum up to 1. */
export interface Edges {
  /** [count + 1]: the first edge of each point, then the number of all edges. */
  readonly rows: Int32Array<ArrayBuffer>;
  /** [edges, 2]: elements 0, 2, 4, … are the other point of each edge, in rising order in a row. */
  readonly others: Int32Array<ArrayBuffer>;
  /** [edges, 2], the same memory: elements 1, 3, 5, … are the affinity of each edge. */
  readonly affinities: Float32Array<ArrayBuffer>;
}

/**
 * Computes p_ij = (p(j|i) + p(i|j)) / (2 count) (van der Maaten and Hinton 2008, section 3.1).
 */
export function symmetricEdges(neighbours: Neighbours, count: number): Edges {
  const { k, indices, probabilities } = neighbours;
  // The second transposition sorts the entries of each row by column.
  const starts = Int32Array.from({ length: count + 1 }, (_, i) => i * k);
  const incoming = transpose({ starts, columns: indices, values: probabilities }, count);
  const outgoing = transpose(incoming, count);
  const rows = new Int32Array(count + 1);
  merge(incoming, outgoing, count, (row, size) => {
    rows[row + 1] = rows[row]! + Math.ceil(size / GROUP) * GROUP;
  });
  const others = new Int32Array(2 * rows[count]!);
  const affinities = new Float32Array(others.buffer);
  const scale = 1 / (2 * count);
  let at = 0;
  merge(incoming, outgoing, count, (row) => {
    for (; at < 2 * rows[row + 1]!; at += 2) others[at] = row;
  }, (column, value) => {
    others[at] = column;
    affinities[at + 1] = value * scale;
    at += 2;
  });
  return { rows, others, affinities };
}

/** A sparse matrix by rows. */
interface Sparse {
  /** [rows + 1]: the first entry of each row, then the number of all entries. */
  starts: Int32Array;
  /** [entries] */
  columns: Int32Array;
  /** [entries] */
  values: Float32Array;
}

/** The transposed matrix; the entries of its rows are sorted by column. */
function transpose({ starts, columns, values }: Sparse, count: number): Sparse {
  const transposed: Sparse = {
    starts: new Int32Array(count + 1),
    columns: new Int32Array(columns.length),
    values: new Float32Array(columns.length),
  };
  for (const column of columns) transposed.starts[column + 1] = transposed.starts[column + 1]! + 1;
  for (let i = 0; i < count; i++) {
    transposed.starts[i + 1] = transposed.starts[i + 1]! + transposed.starts[i]!;
  }
  const next = transposed.starts.slice();
  for (let row = 0; row < count; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const column = columns[at]!;
      const to = next[column]!;
      next[column] = to + 1;
      transposed.columns[to] = row;
      transposed.values[to] = values[at]!;
    }
  }
  return transposed;
}

/**
 * Visits the entries of a + b row by row, by rising column.
 *
 * @param rowDone Called after each row with its number of entries.
 */
function merge(
  a: Sparse,
  b: Sparse,
  count: number,
  rowDone: (row: number, size: number) => void,
  entry?: (column: number, value: number) => void,
): void {
  for (let row = 0; row < count; row++) {
    let i = a.starts[row]!, j = b.starts[row]!, size = 0;
    const iEnd = a.starts[row + 1]!, jEnd = b.starts[row + 1]!;
    while (i < iEnd || j < jEnd) {
      const left = i < iEnd ? a.columns[i]! : count;
      const right = j < jEnd ? b.columns[j]! : count;
      const column = Math.min(left, right);
      const value = (left === column ? a.values[i++]! : 0) +
        (right === column ? b.values[j++]! : 0);
      entry?.(column, value);
      size++;
    }
    rowDone(row, size);
  }
}
