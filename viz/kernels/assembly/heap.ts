// @ts-nocheck AssemblyScript, compiled by ../build.ts
/**
 * The k nearest neighbours seen so far, as a heap with the farthest on top: distances f32 [k] and,
 * beside them, indices i32 [k]. Of two at the same distance the one with the larger index is the
 * farther, so that the result does not depend on the order in which points are seen.
 */

/** Empties the heap: k neighbours that are farther than any point. */
export function clearHeap(distances: usize, indices: usize, k: i32): void {
  for (let j = 0; j < k; j++) {
    store<f32>(distances + (<usize> j << 2), f32.MAX_VALUE);
    store<i32>(indices + (<usize> j << 2), i32.MAX_VALUE);
  }
}

/** Puts a neighbour in the place of the farthest one and restores the order of the heap. */
export function replaceFarthest(
  distances: usize,
  indices: usize,
  k: i32,
  distance: f32,
  index: i32,
): void {
  let place = 0;
  while (true) {
    let child = 2 * place + 1;
    if (child >= k) break;
    let childDistance = load<f32>(distances + (<usize> child << 2));
    let childIndex = load<i32>(indices + (<usize> child << 2));
    if (child + 1 < k) {
      const otherDistance = load<f32>(distances + (<usize> child << 2), 4);
      const otherIndex = load<i32>(indices + (<usize> child << 2), 4);
      if (
        otherDistance > childDistance ||
        (otherDistance === childDistance && otherIndex > childIndex)
      ) {
        child++;
        childDistance = otherDistance;
        childIndex = otherIndex;
      }
    }
    if (childDistance < distance || (childDistance === distance && childIndex < index)) break;
    store<f32>(distances + (<usize> place << 2), childDistance);
    store<i32>(indices + (<usize> place << 2), childIndex);
    place = child;
  }
  store<f32>(distances + (<usize> place << 2), distance);
  store<i32>(indices + (<usize> place << 2), index);
}

/** Keeps a point if it is nearer than the farthest neighbour. */
export function offer(
  distances: usize,
  indices: usize,
  k: i32,
  distance: f32,
  index: i32,
): void {
  const farthest = load<f32>(distances);
  if (distance < farthest || (distance === farthest && index < load<i32>(indices))) {
    replaceFarthest(distances, indices, k, distance, index);
  }
}

/** Turns the heap into a list, the nearest first. */
export function sortHeap(distances: usize, indices: usize, k: i32): void {
  for (let last = k - 1; last > 0; last--) {
    const distance = load<f32>(distances + (<usize> last << 2));
    const index = load<i32>(indices + (<usize> last << 2));
    store<f32>(distances + (<usize> last << 2), load<f32>(distances));
    store<i32>(indices + (<usize> last << 2), load<i32>(indices));
    replaceFarthest(distances, indices, last, distance, index);
  }
}
