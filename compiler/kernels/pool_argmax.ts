// This module is browser compatible.

import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { lowest } from "./max_pool.ts";
import { type PoolAttributes, type PoolGeometry, poolGeometry } from "./pool_geometry.ts";
import { tapPositions, tapsOf } from "./windows.ts";

/** tfjs's attributes of max pooling with positions. */
interface ArgmaxAttributes extends PoolAttributes {
  /**
   * True when positions count from the start of the batch, false when they count from the start of
   * the image.
   */
  includeBatchInIndex: boolean;
}

/** Max pooling with the positions of the maxima. */
export const poolArgmax: KernelTable = {
  MaxPoolWithArgmax: kernel<ArgmaxAttributes>({
    infer: ({ x }, attributes) => {
      const { shape, dtype } = x!;
      if (shape.length !== 4) throw unsupported(`MaxPoolWithArgmax of shape [${shape}]`);
      const { outShape } = poolGeometry(shape, attributes);
      return [{ shape: outShape, dtype }, { shape: outShape, dtype: "int32" }];
    },
    lower: (lowering, { x }, attributes) => maxPoolWithArgmax(lowering, x!, attributes),
  }),
};

/**
 * Emits max pooling and the positions of the first maxima in the flattened image. The position is
 * -1 when a window has no number above -Infinity. It compares tap after tap, as tfjs does, and
 * ignores NaN.
 */
function maxPoolWithArgmax(
  lowering: Lowering,
  x: Lowered,
  attributes: ArgmaxAttributes,
): [Lowered, Lowered] {
  const geometry = poolGeometry(x.shape, attributes);
  const { layout, outShape, channels } = geometry;
  const start = lowest(lowering, x);
  const taps = tapsOf(lowering, lowering.as(x, layout), geometry, start);
  const places = placesOf(lowering, geometry);
  const none = lowering.scalar(-1, "int32");
  let [maxima, place] = [start, none];
  taps.forEach((tap, i) => {
    const better = lowering.emit("Greater", [tap, maxima]);
    maxima = lowering.emit("Where", [better, tap, maxima]);
    place = lowering.emit("Where", [better, places[i]!, place]);
  });
  const found = lowering.emit("GreaterOrEqual", [place, lowering.scalar(0, "int32")]);
  const channel = Int32Array.from({ length: channels }, (_, c) => c);
  const inImage = lowering.emit("Add", [
    lowering.emit("Mul", [place, lowering.scalar(channels, "int32")]),
    lowering.constant("int32", [1, channels, 1, 1], channel, "channel"),
  ]);
  const position = attributes.includeBatchInIndex
    ? lowering.emit("Add", [inImage, imageStarts(lowering, geometry)])
    : inImage;
  const indices = lowering.emit("Where", [found, position, none]);
  const type = { shape: outShape, layout } as const;
  return [{ ...type, name: maxima, dtype: x.dtype }, { ...type, name: indices, dtype: "int32" }];
}

/**
 * For each tap, its position in the image (row · width + column) in each window: int32 [1, 1,
 * ...output].
 */
function placesOf(lowering: Lowering, geometry: PoolGeometry): string[] {
  const { output, strides, pads, input } = geometry;
  const [rows, columns] = output as [number, number];
  return tapPositions(geometry).map(([i, j]) => {
    const places = Int32Array.from({ length: rows * columns }, (_, window) => {
      const row = Math.floor(window / columns) * strides[0]! + i! - pads[0]!;
      const column = (window % columns) * strides[1]! + j! - pads[1]!;
      return row * input[1]! + column;
    });
    return lowering.constant("int32", [1, 1, rows, columns], places, "places");
  });
}

/** The position of each image's first element in the flattened batch: int32 [n, 1, 1, 1]. */
function imageStarts(lowering: Lowering, { batch, channels, input }: PoolGeometry): string {
  const size = input.reduce((product, length) => product * length, channels);
  const sizes = lowering.emit("Expand", [
    lowering.scalar(size, "int32"),
    lowering.ints([batch, 1, 1, 1]),
  ]);
  const axis = lowering.constant("int64", [], BigInt64Array.of(0n), "axis");
  return lowering.emit("CumSum", [sizes, axis], { exclusive: { i: 1 } });
}
