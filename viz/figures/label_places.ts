// This module is browser compatible.

/** A rectangle in pixels, from its upper left to its lower right corner. */
export interface Box {
  /** The left edge. */
  left: number;
  /** The upper edge. */
  top: number;
  /** The right edge. */
  right: number;
  /** The lower edge. */
  bottom: number;
}

/**
 * Moves heights apart until neighbours are at least `gap` from each other. Heights that collide are
 * spaced evenly around the mean of their wanted heights.
 *
 * @param wanted The wanted heights in any order.
 * @param gap The least distance. It shrinks if `low` to `high` is too short.
 * @param low The least height allowed.
 * @param high The greatest height allowed.
 * @returns One height for each wanted one, in the same order. Equal ones keep their order.
 *
 * @example
 * ```ts
 * import { spread } from "./label_places.ts";
 *
 * console.assert(spread([50, 52], 10, 0, 100).join() === "46,56");
 * ```
 */
export function spread(
  wanted: readonly number[],
  gap: number,
  low: number,
  high: number,
): number[] {
  const apart = Math.min(gap, (high - low) / Math.max(1, wanted.length - 1));
  const order = wanted.map((height, index) => ({ height, index }))
    .sort((a, b) => a.height - b.height || a.index - b.index);
  const groups: { start: number; members: { height: number; index: number }[] }[] = [];
  for (const member of order) {
    groups.push(place([member]));
    for (;;) {
      const last = groups.at(-1);
      const before = groups.at(-2);
      if (!last || !before || before.start + before.members.length * apart <= last.start) break;
      groups.splice(-2, 2, place([...before.members, ...last.members]));
    }
  }
  const heights = new Array<number>(wanted.length).fill(0);
  for (const { start, members } of groups) {
    members.forEach(({ index }, i) => heights[index] = start + i * apart);
  }
  return heights;

  function place(members: { height: number; index: number }[]) {
    const sum = members.reduce((total, member) => total + member.height, 0);
    const extent = (members.length - 1) * apart;
    const start = sum / members.length - extent / 2;
    return { start: Math.max(low, Math.min(high - extent, start)), members };
  }
}

/** A possible place for a text. */
export interface Place {
  /** The box of the text. */
  box: Box;
  /** The area between the text and its mark. A line through it would seem to belong to the text. */
  tie: Box;
}

/**
 * Chooses the place for a text that covers least.
 *
 * @param places At least one place, in order of preference.
 * @param points The drawn lines as points, so close that no line passes between them unnoticed.
 * @param taken Boxes with text. Covering one costs as much as 1,000 points.
 * @returns The box of the place that covers least; the first of equals.
 *
 * @example
 * ```ts
 * import { leastCovering } from "./label_places.ts";
 *
 * const tie = { left: 5, top: 4, right: 5, bottom: 6 };
 * const above = { left: 0, top: 0, right: 10, bottom: 4 };
 * const below = { left: 0, top: 6, right: 10, bottom: 10 };
 * const box = leastCovering([{ box: above, tie }, { box: below, tie }], [[5, 2]], []);
 * console.assert(box === below);
 * ```
 */
export function leastCovering(
  places: readonly [Place, ...Place[]],
  points: readonly (readonly [x: number, y: number])[],
  taken: readonly Box[],
): Box {
  const costs = places.map(({ box, tie }) =>
    points.filter((point) => holds(box, point) || holds(tie, point)).length +
    1000 * taken.filter((other) => overlaps(box, other)).length
  );
  return (places[costs.indexOf(Math.min(...costs))] ?? places[0]).box;
}

/** Returns whether a point is in a box or on its edge. */
function holds(box: Box, [x, y]: readonly [x: number, y: number]): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

/** Returns whether two boxes share more than an edge. */
function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
