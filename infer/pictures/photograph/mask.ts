// This module is browser compatible.

/** A set of cells of a grid: [height,width], 1 for a cell of the set, 0 for others. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly cells: Uint8Array;
}

/** The least size of a component that is kept, as a part of the largest, such as the other shoe. */
const LEAST_SIZE = 0.12;

/**
 * Keeps the largest connected component of a mask and those that are not much smaller, and fills
 * their holes.
 *
 * @param weights [height,width]: the weight of each cell in the size of a component.
 *
 * @example
 * ```ts
 * const ring = { width: 3, height: 3, cells: Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1) };
 * console.assert(keepComponents(ring, new Float32Array(9).fill(1)).cells[4] === 1);
 * ```
 */
export function keepComponents(mask: Mask, weights: Float32Array): Mask {
  const components = componentsOf(mask, 1).map(({ cells }) => {
    const size = cells.reduce((sum, cell) => sum + weights[cell]!, 0);
    return { cells, size };
  });
  const largest = Math.max(0, ...components.map(({ size }) => size));
  const kept = { ...mask, cells: new Uint8Array(mask.cells.length) };
  const set = (cells: readonly number[]) => cells.forEach((cell) => kept.cells[cell] = 1);
  for (const { cells, size } of components) if (size >= LEAST_SIZE * largest) set(cells);
  for (const { cells, touchesBorder } of componentsOf(kept, 0)) if (!touchesBorder) set(cells);
  return kept;
}

/**
 * The morphological closing of a mask by a disk: gaps and notches that are narrower than twice
 * `radius` cells are filled.
 */
export function closeMask({ width, height, cells }: Mask, radius: number): Mask {
  // The margin has room for the cells that the dilation adds outside of the border.
  const wide = { width: width + 2 * radius + 2, height: height + 2 * radius + 2 };
  const at = (i: number) =>
    (Math.floor(i / width) + radius + 1) * wide.width + i % width + radius + 1;
  const padded = new Uint8Array(wide.width * wide.height);
  cells.forEach((cell, i) => padded[at(i)] = cell);
  const dilated = dilate({ ...wide, cells: padded }, radius);
  // An erosion is a dilation of the other cells.
  const others = dilate({ ...wide, cells: dilated.cells.map((cell) => 1 - cell) }, radius);
  return { width, height, cells: cells.map((_, i) => 1 - others.cells[at(i)]!) };
}

/** Sets every cell within a disk around a cell that is set. */
function dilate({ width, height, cells }: Mask, radius: number): Mask {
  const dilated = cells.slice();
  cells.forEach((set, i) => {
    if (set === 0) return;
    const x = i % width, y = Math.floor(i / width);
    for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
      for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
        const [right, down] = [u - x, v - y];
        if (right * right + down * down <= radius * radius + 1) dilated[v * width + u] = 1;
      }
    }
  });
  return { width, height, cells: dilated };
}

/** A connected set of cells, by their indices. */
interface Component {
  readonly cells: readonly number[];
  readonly touchesBorder: boolean;
}

/**
 * Finds the connected components of the cells with a value. A cell is connected to those left,
 * right, above and below.
 */
function componentsOf({ width, height, cells }: Mask, value: number): Component[] {
  const isVisited = new Uint8Array(cells.length);
  const components: Component[] = [];
  for (let start = 0; start < cells.length; start++) {
    if (isVisited[start] || cells[start] !== value) continue;
    const found = [start];
    let touchesBorder = false;
    isVisited[start] = 1;
    for (let k = 0; k < found.length; k++) {
      const i = found[k]!, x = i % width, y = Math.floor(i / width);
      const edges = [x === 0, x === width - 1, y === 0, y === height - 1];
      [i - 1, i + 1, i - width, i + width].forEach((next, side) => {
        if (edges[side]) return void (touchesBorder = true);
        if (isVisited[next] || cells[next] !== value) return;
        isVisited[next] = 1;
        found.push(next);
      });
    }
    components.push({ cells: found, touchesBorder });
  }
  return components;
}
