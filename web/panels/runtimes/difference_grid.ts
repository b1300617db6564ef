// This module is browser compatible.

/** A grid with one coloured cell for each logit, which shows where two runs differ. */
export interface DifferenceGrid {
  /** Shows the first `count` logits: equal, within the promise, or further apart. */
  show(logits: Float32Array, expected: Float32Array, count: number): void;
}

/** The height of the grid in cells: a column holds the ten logits of four images. */
const HEIGHT = 40;
/** The promised largest difference between two runtimes, of each logit. */
export const PROMISED = 1e-5;

/**
 * Puts an empty grid into a table cell.
 *
 * @param title The compared model and backend, for the accessible name.
 */
export function createDifferenceGrid(cell: HTMLElement, title: string): DifferenceGrid {
  const canvas = document.createElement("canvas");
  canvas.className = "differences";
  canvas.setAttribute("role", "img");
  canvas.ariaLabel = `Differences of each logit, ${title}: not run yet`;
  cell.replaceChildren(canvas);
  return {
    show(logits, expected, count) {
      const width = Math.ceil(logits.length / HEIGHT);
      if (canvas.width !== width) [canvas.width, canvas.height] = [width, HEIGHT];
      const style = getComputedStyle(canvas);
      const context = canvas.getContext("2d")!;
      const same = style.getPropertyValue("--indigo"), near = style.getPropertyValue("--weld");
      const far = style.getPropertyValue("--madder");
      let within = 0;
      for (let i = 0; i < count; i++) {
        const difference = Math.abs(logits[i]! - expected[i]!);
        const isNear = difference <= PROMISED;
        if (isNear) within++;
        context.fillStyle = difference === 0 ? same : isNear ? near : far;
        context.fillRect(Math.floor(i / HEIGHT), i % HEIGHT, 1, 1);
      }
      canvas.ariaLabel =
        `Differences of each logit, ${title}: ${within} of ${count} within ${PROMISED}`;
    },
  };
}
