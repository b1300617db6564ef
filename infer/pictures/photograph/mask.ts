// This module is browser compatible.

/** Cells that are set or not: [height,width], 1 or 0. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly cells: Uint8Array;
}

/** Parts of a garment that lie apart, such as the other shoe, are at least so large beside the largest. */
const APART = 0.12;

/**
 * Keeps of a mask the largest piece and those that are not much smaller, and sets what they enclose.
 *
 * @param weights [height,width]: how much each cell counts; a piece in the middle may count for more.
 *
 * @example
 * ```ts
 * const ring = { width: 3, height: 3, cells: Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1) };
 * console.assert(wholePieces(ring, new Float32Array(9).fill(1)).cells[4] === 1);
 * ```
 */
export function wholePieces(mask: Mask, weights: Float32Array): Mask {
  const pieces = piecesOf(mask, 1).map(({ cells }) => {
    const size = cells.reduce((sum, cell) => sum + weights[cell]!, 0);
    return { cells, size };
  });
  const largest = Math.max(0, ...pieces.map(({ size }) => size));
  const cells = new Uint8Array(mask.cells.length);
  for (const piece of pieces) {
    if (piece.size >= APART * largest) { for (const cell of piece.cells) cells[cell] = 1; }
  }
  const kept = { ...mask, cells };
  for (const { cells: enclosed, touchesBorder } of piecesOf(kept, 0)) {
    if (!touchesBorder) { for (const cell of enclosed) cells[cell] = 1; }
  }
  return kept;
}

/** Closes gaps and notches that are narrower than twice `radius` cells, as if a disk was rolled around the mask. */
export function closeGaps({ width, height, cells }: Mask, radius: number): Mask {
  // Around the picture there is room for what grows over its border, and comes back.
  const wide = { width: width + 2 * radius + 2, height: height + 2 * radius + 2 };
  const at = (i: number) =>
    (Math.floor(i / width) + radius + 1) * wide.width + i % width + radius + 1;
  const room = new Uint8Array(wide.width * wide.height);
  cells.forEach((cell, i) => room[at(i)] = cell);
  const grown = grow({ ...wide, cells: room }, radius);
  const rest = grow({ ...wide, cells: grown.cells.map((cell) => 1 - cell) }, radius);
  return { width, height, cells: cells.map((_, i) => 1 - rest.cells[at(i)]!) };
}

function grow({ width, height, cells }: Mask, radius: number): Mask {
  const grown = cells.slice();
  cells.forEach((set, i) => {
    if (set === 0) return;
    const x = i % width, y = Math.floor(i / width);
    for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
      for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
        const [right, down] = [u - x, v - y];
        if (right * right + down * down <= radius * radius + 1) grown[v * width + u] = 1;
      }
    }
  });
  return { width, height, cells: grown };
}

/** The connected sets of cells of a value, each cell with those left, right, above and below. */
function piecesOf(
  { width, height, cells }: Mask,
  value: number,
): { readonly cells: readonly number[]; readonly touchesBorder: boolean }[] {
  const seen = new Uint8Array(cells.length);
  const pieces: { cells: number[]; touchesBorder: boolean }[] = [];
  for (let start = 0; start < cells.length; start++) {
    if (seen[start] || cells[start] !== value) continue;
    const piece = [start];
    let touchesBorder = false;
    seen[start] = 1;
    for (let k = 0; k < piece.length; k++) {
      const i = piece[k]!, x = i % width, y = Math.floor(i / width);
      const edges = [x === 0, x === width - 1, y === 0, y === height - 1];
      [i - 1, i + 1, i - width, i + width].forEach((next, side) => {
        if (edges[side]) return void (touchesBorder = true);
        if (seen[next] || cells[next] !== value) return;
        seen[next] = 1;
        piece.push(next);
      });
    }
    pieces.push({ cells: piece, touchesBorder });
  }
  return pieces;
}
