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
 * Moves heights apart until neighbours are at least `gap` from each other, each as near to its wish
 * as its neighbours allow: groups that collide stand evenly around their common mean.
 *
 * @param wishes Where each would like to stand, in any order.
 * @param gap The least distance; less where `low` to `high` is too short for it.
 * @param low The least height allowed.
 * @param high The greatest height allowed.
 * @returns One height for each wish, in the order of the wishes; equal wishes keep their order.
 *
 * @example
 * ```ts
 * import { spread } from "./label_places.ts";
 *
 * console.assert(spread([50, 52], 10, 0, 100).join() === "46,56");
 * ```
 */
export function spread(
  wishes: readonly number[],
  gap: number,
  low: number,
  high: number,
): number[] {
  const apart = Math.min(gap, (high - low) / Math.max(1, wishes.length - 1));
  const order = wishes.map((wish, index) => ({ wish, index }))
    .sort((a, b) => a.wish - b.wish || a.index - b.index);
  const groups: { start: number; members: { wish: number; index: number }[] }[] = [];
  for (const member of order) {
    groups.push(place([member]));
    for (;;) {
      const last = groups.at(-1);
      const before = groups.at(-2);
      if (!last || !before || before.start + before.members.length * apart <= last.start) break;
      groups.splice(-2, 2, place([...before.members, ...last.members]));
    }
  }
  const heights = new Array<number>(wishes.length).fill(0);
  for (const { start, members } of groups) {
    members.forEach(({ index }, i) => heights[index] = start + i * apart);
  }
  return heights;

  function place(members: { wish: number; index: number }[]) {
    const sum = members.reduce((total, member) => total + member.wish, 0);
    const extent = (members.length - 1) * apart;
    const start = sum / members.length - extent / 2;
    return { start: Math.max(low, Math.min(high - extent, start)), members };
  }
}

/** A place to write. */
export interface Place {
  /** Where the text would stand. */
  box: Box;
  /**
   * What lies between the text and what it names: a line through it would make the text seem to
   * belong to the line.
   */
  tie: Box;
}

/**
 * Chooses where to write so that least is covered.
 *
 * @param places Places in order of preference; at least one.
 * @param points What is drawn, as points close enough together that a line cannot slip between
 * them.
 * @param taken Boxes that hold text already: far worse to cover than a point.
 * @returns The box of the place that covers least; the earlier one of equals.
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

/** Whether a point lies in a box or on its edge. */
function holds(box: Box, [x, y]: readonly [x: number, y: number]): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

/** Whether two boxes share more than an edge. */
function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
