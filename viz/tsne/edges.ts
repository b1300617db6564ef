// This module is browser compatible.

import type { Neighbours } from "./neighbours.ts";

/** Rows are filled up to a multiple of this: the kernel takes so many edges at once. */
const GROUP = 4;

/** The affinities p_ij of pairs of points, as a symmetric sparse matrix. They sum up to 1. */
export interface Edges {
  /** [count + 1]: where the edges of each point start, and the end of the last one's. */
  readonly rows: Int32Array<ArrayBuffer>;
  /** [edges, 2]: the other point, by rising number, … */
  readonly others: Int32Array<ArrayBuffer>;
  /** … and, in the same memory, the affinity: elements 1, 3, 5, … */
  readonly affinities: Float32Array<ArrayBuffer>;
}

/**
 * Makes affinities of probabilities: p_ij = (p(j|i) + p(i|j)) / (2 count) (van der Maaten and
 * Hinton 2008, section 3.1).
 */
export function symmetricEdges(neighbours: Neighbours, count: number): Edges {
  const { k, indices, probabilities } = neighbours;
  // Turned around twice, the entries of a row are sorted by column.
  const starts = Int32Array.from({ length: count + 1 }, (_, i) => i * k);
  const incoming = turnAround({ starts, columns: indices, values: probabilities }, count);
  const outgoing = turnAround(incoming, count);
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
  /** [rows + 1] */
  starts: Int32Array;
  /** [entries] */
  columns: Int32Array;
  /** [entries] */
  values: Float32Array;
}

/** The transposed matrix; the entries of its rows are sorted by column. */
function turnAround({ starts, columns, values }: Sparse, count: number): Sparse {
  const turned: Sparse = {
    starts: new Int32Array(count + 1),
    columns: new Int32Array(columns.length),
    values: new Float32Array(columns.length),
  };
  for (const column of columns) turned.starts[column + 1] = turned.starts[column + 1]! + 1;
  for (let i = 0; i < count; i++) {
    turned.starts[i + 1] = turned.starts[i + 1]! + turned.starts[i]!;
  }
  const next = turned.starts.slice();
  for (let row = 0; row < count; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const column = columns[at]!;
      const to = next[column]!;
      next[column] = to + 1;
      turned.columns[to] = row;
      turned.values[to] = values[at]!;
    }
  }
  return turned;
}

/** Goes through the entries of a + b, row by row and by rising column. */
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
