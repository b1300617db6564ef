// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { placedTaps } from "./placed_taps.ts";
import {
  changesNothing,
  type PoolAttributes,
  pooled,
  pooledGradient,
  type PoolGeometry,
  poolGeometry,
} from "./pool_geometry.ts";
import {
  cropped,
  surrounded,
  tapPositions,
  tapsOf,
  unseen,
  windowAttributes,
  type Windows,
} from "./windows.ts";

/** The name of the number that every other of the type exceeds. */
export function least(lowering: Lowering, { dtype }: Lowered): string {
  return lowering.scalar(dtype === "int32" ? -(2 ** 31) : -Infinity, dtype);
}

/**
 * Emits max pooling. tfjs ignores a NaN; in ONNX Runtime it depends on the provider, and on where
 * in its window it lies, what becomes of it.
 */
export function maxPool(lowering: Lowering, x: Lowered, attributes: PoolAttributes): Lowered {
  const geometry = poolGeometry(x.shape, attributes);
  const { layout, outShape } = geometry;
  if (changesNothing(geometry, x.shape)) return x;
  const data = lowering.as(x, layout);
  const float = x.dtype === "float32";
  // Where a window sees nothing tfjs writes -Infinity, which is 0 as an integer.
  const nothing = lowering.scalar(float ? -Infinity : 0, x.dtype);
  const name = pooled(
    lowering,
    geometry,
    nothing,
    (windows) =>
      float
        ? maxima(lowering, data, windows).maxima
        : lowering.emit("Max", tapsOf(lowering, data, windows, least(lowering, x))),
  );
  return { name, shape: outShape, dtype: x.dtype, layout };
}

/**
 * Emits ONNX's MaxPool, with the positions of the maxima where gradients go by them, so that both
 * use one node.
 */
function maxima(lowering: Lowering, x: string, geometry: PoolGeometry) {
  const { x: seen, windows } = cropped(lowering, x, geometry);
  const count = lowering.target.poolGradient === "unpool" ? 2 : 1;
  const [maxima, indices] = lowering.emitMany("MaxPool", [seen], windowAttributes(windows), count);
  return { maxima: maxima!, indices, windows };
}

/** Gradient of max pooling by its input `x`, where `y` is its output. */
export function maxPoolGradient(
  lowering: Lowering,
  dy: Lowered,
  x: Lowered,
  y: Lowered,
  attributes: PoolAttributes,
): Lowered {
  const geometry = poolGeometry(x.shape, attributes);
  const data = lowering.as(x, geometry.layout);
  const byIndices = lowering.target.poolGradient === "unpool" && geometry.kernel.length === 2 &&
    x.dtype === "float32";
  return pooledGradient(lowering, geometry, x.shape, [dy, y], (windows, dy, y) => {
    if (byIndices) return atIndices(lowering, dy!, data, windows);
    const taps = tapsOf(lowering, data, windows, least(lowering, x));
    const is3D = geometry.kernel.length === 3;
    const shares = is3D
      ? misplaced(lowering, winnersShares(lowering, dy!, y!, taps.toReversed()).reverse(), windows)
      : winnersShares(lowering, dy!, y!, taps);
    return placedTaps(lowering, shares, windows);
  });
}

/** Puts dy back where the maxima were, by the positions that ONNX Runtime's CPU MaxPool returns. */
function atIndices(lowering: Lowering, dy: string, x: string, geometry: PoolGeometry): string {
  const { indices, windows } = maxima(lowering, x, geometry);
  const { batch, channels, kernel, strides, input } = windows;
  const shape = [batch, channels, ...input];
  const overlapping = kernel.some((length, i) => length > strides[i]!);
  const dx = overlapping
    ? lowering.reshape(summed(lowering, dy, indices!, shape), shape)
    : lowering.emit("MaxUnpool", [dy, indices!, lowering.ints(shape)], windowAttributes(windows));
  return surrounded(lowering, dx, unseen(geometry));
}

/** The elements of dy, added at these positions of a tensor of `shape`, flattened. */
function summed(
  lowering: Lowering,
  dy: string,
  indices: string,
  shape: readonly number[],
): string {
  const zeros = lowering.emit("Expand", [lowering.scalar(0), lowering.ints([sizeOf(shape)])]);
  return lowering.emit(
    "ScatterElements",
    [zeros, lowering.reshape(indices, [-1]), lowering.reshape(dy, [-1])],
    { axis: { i: 0 }, reduction: { s: "add" } },
  );
}

/**
 * Sends dy to the first tap that equals the maximum y, with operators that every provider has: one
 * result a tap. Comparing an upsampled y with the input instead would be wrong: ties are common on
 * flat backgrounds, and each would receive all of dy.
 */
function winnersShares(
  lowering: Lowering,
  dy: string,
  y: string,
  taps: readonly string[],
): string[] {
  const zero = lowering.scalar(0);
  let rest = dy;
  return taps.map((tap) => {
    const won = lowering.emit("Equal", [tap, y]);
    const share = lowering.emit("Where", [won, rest, zero]);
    rest = lowering.emit("Where", [won, zero, rest]);
    return share;
  });
}

/**
 * tfjs's cpu backend numbers the taps of a 3D window as if it were as high as wide, and takes the
 * last maximum where 2D takes the first. So dy goes to another tap, or is lost, in windows that are
 * not.
 */
function misplaced(lowering: Lowering, shares: readonly string[], windows: PoolGeometry): string[] {
  const { batch, channels, output } = windows;
  const [, height, width] = windows.kernel as [number, number, number];
  if (height === width) return [...shares];
  const positions = tapPositions(windows as Windows);
  return shares.map((_, to) => {
    const from = shares.filter((_, i) => {
      const [d, r, c] = positions[i] as [number, number, number];
      return (d * width + r) * height + c === to;
    });
    return from.length > 0
      ? from.reduce((a, b) => lowering.emit("Add", [a, b]))
      : lowering.emit("Expand", [lowering.scalar(0), lowering.ints([batch, channels, ...output])]);
  });
}
