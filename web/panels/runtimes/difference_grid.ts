// This module is browser compatible.

/** A picture of differences: a crossing of threads for each logit. */
export interface Loom {
  /** Shows the first `count` logits: the larger the difference, the redder the crossing. */
  show(logits: Float32Array, expected: Float32Array, count: number): void;
}

/** Crossings above each other: the logits of four images lie in one column of 40. */
const HEIGHT = 40;
/** The promise between runtimes: logits within this of each other. */
export const PROMISED = 1e-5;

/**
 * Puts a loom into a table cell.
 *
 * @param title What is compared, for who cannot see it.
 */
export function createLoom(cell: HTMLElement, title: string): Loom {
  const canvas = document.createElement("canvas");
  canvas.className = "loom";
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
