// This module is browser compatible.

import { formatCount } from "./format.ts";
import { drawImage, imageStack, keepPixelsSquare } from "./image.ts";
import { type MapOptions, type PointMap, pointMap } from "./point_map.ts";
import { classColour } from "./theme.ts";

const SIDE = 880;
/** The side of a thumbnail, and of the square that it needs with its frame and some air. */
const THUMBNAIL = 26, ROOM = 30;
const FRAME = 2;

/**
 * Draws a map with the images themselves as marks, each framed in the colour of its class, so that
 * one sees what the map has put side by side. They are thinned until none touches another. The same
 * input gives the same bytes in every runtime.
 *
 * @param map The map, from `tsne` or `pca`.
 * @param images [count, side, side]: grey levels 0 to 255 as bytes, or 0 to 1 as floats.
 * @param options The label of each point, the names of the classes, titles.
 * @returns The figure as SVG.
 * @throws {WeftError} `usage` where there are no points, lengths do not fit together, a value is
 * not finite or a label has no class.
 *
 * @example
 * ```ts
 * import { thumbnailMap } from "./thumbnail_map.ts";
 *
 * const map = { coordinates: Float32Array.of(0, 0, 3, 4) };
 * const svg = thumbnailMap(map, new Uint8Array(2 * 784), { title: "Two images", labels: [0, 1] });
 * console.assert(svg.match(/<image /g)?.length === 2);
 * ```
 */
export function thumbnailMap(
  map: PointMap,
  images: Uint8Array | Float32Array,
  options: MapOptions,
): string {
  const { labels } = options;
  return pointMap("thumbnail map", map, options, SIDE, ({ places }) => {
    const stack = imageStack("thumbnail map", images, labels.length);
    const shown = thinned(places);
    return {
      remark: `${formatCount(shown.length)} of ${formatCount(labels.length)} images, ` +
        "thinned so that none covers another",
      draw: (group, theme) => {
        keepPixelsSquare(group);
        for (const index of shown) {
          const x = places[2 * index]! - THUMBNAIL / 2, y = places[2 * index + 1]! - THUMBNAIL / 2;
          drawImage(group, stack.at(index), { x, y, side: THUMBNAIL }, theme);
          group.rect(THUMBNAIL + FRAME, THUMBNAIL + FRAME).move(x - FRAME / 2, y - FRAME / 2)
            .radius(2).fill("none")
            .stroke({ color: classColour(labels[index]!, theme), width: FRAME });
        }
      },
    };
  });
}

/**
 * Points of which no two stand less than `ROOM` apart on both axes. The map is swept in bands from
 * the left, as so more find room than in the order of the points; those of one place by their
 * index.
 */
function thinned(places: Float64Array): number[] {
  const band = (i: number) => Math.floor(places[2 * i + 1]! / ROOM);
  const order = Array.from({ length: places.length / 2 }, (_, i) => i)
    .sort((a, b) => band(a) - band(b) || places[2 * a]! - places[2 * b]! || a - b);
  const kept: number[] = [];
  for (const i of order) {
    const x = places[2 * i]!, y = places[2 * i + 1]!;
    const near = kept.some((other) =>
      Math.abs(places[2 * other]! - x) < ROOM && Math.abs(places[2 * other + 1]! - y) < ROOM
    );
    if (!near) kept.push(i);
  }
  return kept;
}
