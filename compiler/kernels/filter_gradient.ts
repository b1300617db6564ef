// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import { identity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { conv } from "./conv.ts";
import { type ConvGeometry, filterLayout } from "./conv_geometry.ts";
import { cropped, windowAttributes } from "./windows.ts";

/**
 * Emits the gradient of a convolution with respect to its filter; the result has logical shape
 * [...kernel, in, out]. No element of x lies in front of the first window.
 */
type FilterGradient = (
  lowering: Lowering,
  x: Lowered,
  dy: Lowered,
  geometry: ConvGeometry,
) => Lowered;

/**
 * Every window of x as a column, by a grouped convolution with one-hot filters (a multi-threaded
 * im2col), then one product with dy an image, summed over the images.
 */
const oneHotColumns: FilterGradient = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, kernel, output, layout } = geometry;
  const taps = sizeOf(kernel);
  const positions = sizeOf(output);
  const oneHot = new Float32Array(inChannels * taps * taps);
  for (let i = 0; i < inChannels * taps; i++) oneHot[i * taps + i % taps] = 1;
  const seen = cropped(lowering, lowering.as(x, layout), geometry);
  const columns = lowering.emit(
    "Conv",
    [
      seen.x,
      lowering.constant("float32", [inChannels * taps, 1, ...kernel], oneHot, "one_hot"),
    ],
    { ...windowAttributes(seen.windows), group: { i: inChannels } },
  );
  const products = lowering.emit("MatMul", [
    lowering.reshape(columns, [batch, inChannels * taps, positions]),
    lowering.emit("Transpose", [
      lowering.reshape(lowering.as(dy, layout), [batch, outChannels, positions]),
    ], { perm: { ints: [0, 2, 1] } }),
  ]);
  const sum = lowering.emit("ReduceSum", [products, lowering.ints([0])], { keepdims: { i: 0 } });
  const name = lowering.reshape(sum, [inChannels, ...kernel, outChannels]);
  const rank = kernel.length;
  return filter(lowering, name, [rank, ...identity(rank), rank + 1], geometry);
};

/**
 * x and dy with batch and channel axes swapped, convolved: no temporary, and every provider has it.
 */
const swappedConv: FilterGradient = (lowering, x, dy, geometry) => {
  const { batch, inChannels, kernel, output, strides, dilations, layout } = geometry;
  const swapped = [layout[1]!, layout[0]!, ...layout.slice(2)];
  // With nothing left over behind the last window there are as many of these windows as the kernel
  // has taps.
  const { x: seen, windows } = cropped(lowering, lowering.as(x, swapped), geometry, true);
  const name = conv(lowering, seen, lowering.as(dy, swapped), undefined, {
    ...windows,
    batch: inChannels,
    inChannels: batch,
    kernel: output,
    output: kernel,
    strides: dilations,
    dilations: strides,
  });
  const rank = kernel.length;
  return filter(lowering, name, [rank, rank + 1, ...identity(rank)], geometry);
};

/**
 * A filter of the geometry, given in `layout`: in ONNX's order from here on, as the parameters that
 * it updates are.
 */
function filter(
  lowering: Lowering,
  name: string,
  layout: readonly number[],
  { kernel, inChannels, outChannels }: ConvGeometry,
): Lowered {
  const shape = [...kernel, inChannels, outChannels];
  const wanted = filterLayout(shape.length);
  const given = { name, shape, dtype: "float32", layout } as const;
  return { ...given, name: lowering.as(given, wanted), layout: wanted };
}

/** Columns larger than this (elements) would not fit next to the rest in memory. */
const LARGEST_COLUMNS = 2 ** 26;

/**
 * Nanoseconds of each form for so many column elements, multiply-adds, and elements of x and dy
 * that must be moved.
 */
const costs = {
  oneHotColumns: (columns: number, multiplyAdds: number) => columns + multiplyAdds / 30,
  swappedConv: (columns: number, multiplyAdds: number, moved: number) =>
    0.55 * columns + multiplyAdds / 20 + 0.35 * moved,
};

/** Chooses by shape, on the CPU by the costs measured there (docs/compiler.md). */
export const filterGradient: FilterGradient = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, input, output, kernel } = geometry;
  const columns = sizeOf(kernel) * batch * inChannels * sizeOf(output);
  const multiplyAdds = columns * outChannels;
  const moved = batch * (inChannels * sizeOf(input) + outChannels * sizeOf(output));
  const unfold = lowering.target.unfold && columns <= LARGEST_COLUMNS &&
    costs.oneHotColumns(columns, multiplyAdds) < costs.swappedConv(columns, multiplyAdds, moved);
  const gradient = unfold ? oneHotColumns : swappedConv;
  return gradient(lowering, x, dy, geometry);
};
