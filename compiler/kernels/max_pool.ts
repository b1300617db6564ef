// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { maxPoolOf } from "./blocked_pool.ts";
import { col2im } from "./col2im.ts";
import { firstMaxima, isQuartered } from "./first_maximum.ts";
import {
  changesNothing,
  type PoolAttributes,
  pooled,
  pooledGradient,
  type PoolGeometry,
  poolGeometry,
} from "./pool_geometry.ts";
import {
  cropUncovered,
  padSpatial,
  tapPositions,
  tapsOf,
  uncovered,
  windowAttributes,
  type Windows,
} from "./windows.ts";

/** The name of the lowest number of a type. */
export function lowest(lowering: Lowering, { dtype }: Lowered): string {
  return lowering.scalar(dtype === "int32" ? -(2 ** 31) : -Infinity, dtype);
}

/**
 * Emits max pooling. tfjs ignores NaN. ONNX Runtime's result for NaN depends on the provider and on
 * the position in the window.
 */
export function maxPool(lowering: Lowering, x: Lowered, attributes: PoolAttributes): Lowered {
  const geometry = poolGeometry(x.shape, attributes);
  const { layout, outShape } = geometry;
  if (changesNothing(geometry, x.shape)) return x;
  const data = lowering.as(x, layout);
  const float = x.dtype === "float32";
  // For a window outside of the input tfjs writes -Infinity, which is 0 as an integer.
  const nothing = lowering.scalar(float ? -Infinity : 0, x.dtype);
  const name = pooled(
    lowering,
    geometry,
    nothing,
    (windows) =>
      float
        ? maxima(lowering, data, windows).maxima
        : lowering.emit("Max", tapsOf(lowering, data, windows, lowest(lowering, x))),
  );
  return { name, shape: outShape, dtype: x.dtype, layout };
}

/**
 * Emits ONNX's MaxPool over the windows of x, without the elements of x that are in none. It
 * returns the positions of the maxima too if gradients use them, so that both share one node.
 */
function maxima(lowering: Lowering, x: string, geometry: PoolGeometry) {
  const unpool = lowering.target.poolGradient === "unpool";
  const quartered = unpool && isQuartered(geometry);
  const { x: covered, windows } = cropUncovered(lowering, x, geometry, quartered);
  const attributes = windowAttributes(windows);
  if (quartered || !unpool) {
    return { maxima: maxPoolOf(lowering, covered, windows.channels, attributes), covered, windows };
  }
  const [maxima, positions] = lowering.emitMany("MaxPool", [covered], attributes, 2);
  return { maxima: maxima!, positions, covered, windows };
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
  const byPosition = lowering.target.poolGradient === "unpool" && geometry.kernel.length === 2 &&
    x.dtype === "float32";
  return pooledGradient(lowering, geometry, x.shape, [dy, y], (windows, dy, y) => {
    if (byPosition) return gradientByPosition(lowering, dy!, data, windows);
    const taps = tapsOf(lowering, data, windows, lowest(lowering, x));
    const is3D = geometry.kernel.length === 3;
    const parts = is3D
      ? inTfjsOrder(
        lowering,
        routeToFirstMaximum(lowering, dy!, y!, taps.toReversed()).reverse(),
        windows,
      )
      : routeToFirstMaximum(lowering, dy!, y!, taps);
    return col2im(lowering, parts, windows);
  });
}

/** Moves dy to the maxima, by their positions in x. */
function gradientByPosition(
  lowering: Lowering,
  dy: string,
  x: string,
  geometry: PoolGeometry,
): string {
  const { maxima: y, positions, covered, windows } = maxima(lowering, x, geometry);
  const { batch, channels, kernel, strides, input } = windows;
  const shape = [batch, channels, ...input];
  const overlapping = kernel.some((length, i) => length > strides[i]!);
  const indices = positions ?? firstMaxima(lowering, covered, y, windows);
  const dx = overlapping
    ? lowering.reshape(scatterAdd(lowering, dy, indices, shape), shape)
    : lowering.emit("MaxUnpool", [dy, indices, lowering.ints(shape)], windowAttributes(windows));
  return padSpatial(lowering, dx, uncovered(geometry, positions === undefined));
}

/** Adds the elements of dy at the indices of a flattened tensor of `shape`. */
function scatterAdd(
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
 * Moves dy to the first tap that equals the maximum y, with operators that every provider has.
 * Comparing an upsampled y with the input would be wrong: equal elements are common in uniform
 * backgrounds, and each would receive all of dy.
 *
 * @returns A tensor for each tap.
 */
function routeToFirstMaximum(
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
 * Reorders the taps as tfjs's cpu backend does. It numbers the taps of a 3D window as if its height
 * were its width, and takes the last maximum where 2D takes the first. In windows with another
 * height, dy goes to a wrong tap or is lost.
 */
function inTfjsOrder(
  lowering: Lowering,
  parts: readonly string[],
  windows: PoolGeometry,
): string[] {
  const { batch, channels, output } = windows;
  const [, height, width] = windows.kernel as [number, number, number];
  if (height === width) return [...parts];
  const positions = tapPositions(windows as Windows);
  return parts.map((_, to) => {
    const from = parts.filter((_, i) => {
      const [d, r, c] = positions[i] as [number, number, number];
      return (d * width + r) * height + c === to;
    });
    return from.length > 0
      ? from.reduce((a, b) => lowering.emit("Add", [a, b]))
      : lowering.emit("Expand", [lowering.scalar(0), lowering.ints([batch, channels, ...output])]);
  });
}
