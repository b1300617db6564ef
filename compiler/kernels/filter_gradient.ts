// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import { identity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { conv } from "./conv.ts";
import { type ConvGeometry, filterLayout } from "./conv_geometry.ts";
import { channelsLast, gatherRows, positionsIn, rowOf } from "./gathered_rows.ts";
import { cropUncovered, windowAttributes } from "./windows.ts";

/**
 * Emits the gradient of a convolution by its filter, of logical shape [...kernel, in, out]. No
 * element of x lies before the first window.
 */
type FilterGradient = (
  lowering: Lowering,
  x: Lowered,
  dy: Lowered,
  geometry: ConvGeometry,
) => Lowered;

/**
 * im2col, by a grouped convolution with one-hot filters because that uses all threads; then a
 * matrix product with dy for each image, summed over the images.
 */
const oneHotColumns: FilterGradient = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, kernel, output, layout } = geometry;
  const taps = sizeOf(kernel);
  const positions = sizeOf(output);
  const oneHot = new Float32Array(inChannels * taps * taps);
  for (let i = 0; i < inChannels * taps; i++) oneHot[i * taps + i % taps] = 1;
  const covered = cropUncovered(lowering, lowering.as(x, layout), geometry);
  const columns = lowering.emit(
    "Conv",
    [
      covered.x,
      lowering.constant("float32", [inChannels * taps, 1, ...kernel], oneHot, "one_hot"),
    ],
    { ...windowAttributes(covered.windows), group: { i: inChannels } },
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
 * im2col, by a Gather that copies all channels of an element at once; then one matrix product over
 * the windows of all images.
 */
const gatheredColumns: FilterGradient = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, kernel, input, output } = geometry;
  const columns = gatherRows(lowering, x, input, geometry, windowElements(geometry));
  const windows = batch * sizeOf(output);
  const product = lowering.emit("Gemm", [
    lowering.reshape(columns, [windows, sizeOf(kernel) * inChannels]),
    lowering.reshape(lowering.as(dy, channelsLast(geometry)), [windows, outChannels]),
  ], { transA: { i: 1 } });
  const name = lowering.reshape(product, [...kernel, inChannels, outChannels]);
  return filter(lowering, name, identity(kernel.length + 2), geometry);
};

/** For each tap of each window, the row-major number of its element of x, if it is inside. */
function windowElements(geometry: ConvGeometry): (number | undefined)[] {
  const { input, output, kernel, strides, dilations, pads } = geometry;
  const taps = positionsIn(kernel);
  return positionsIn(output).flatMap((window) =>
    taps.map((tap) =>
      rowOf(tap.map((at, i) => window[i]! * strides[i]! + at * dilations[i]! - pads[i]!), input)
    )
  );
}

/**
 * A convolution of x with dy, with batch and channel axes swapped. It needs no columns, and every
 * provider has it.
 */
const swappedConv: FilterGradient = (lowering, x, dy, geometry) => {
  const { batch, inChannels, kernel, output, strides, dilations, layout } = geometry;
  const swapped = [layout[1]!, layout[0]!, ...layout.slice(2)];
  // When the last window reaches the end of x, the number of these windows is the number of the
  // kernel's taps.
  const { x: covered, windows } = cropUncovered(lowering, lowering.as(x, swapped), geometry, true);
  const name = conv(lowering, covered, lowering.as(dy, swapped), undefined, {
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
 * Brings a filter from `layout` to ONNX's order of axes, which the parameters that it updates have
 * too.
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

/** Larger columns (elements) are not used, because they would take too much memory. */
const LARGEST_COLUMNS = 2 ** 26;

/**
 * Nanoseconds of each algorithm by the number of column elements, multiply-adds, and elements of x
 * and dy that are moved.
 */
const costs = {
  oneHotColumns: (columns: number, multiplyAdds: number) => columns + multiplyAdds / 30,
  swappedConv: (columns: number, multiplyAdds: number, moved: number) =>
    0.55 * columns + multiplyAdds / 20 + 0.35 * moved,
};

/** Chooses the algorithm by shape; on the CPU by the costs measured there (docs/compiler.md). */
export const filterGradient: FilterGradient = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, input, output, kernel } = geometry;
  const columns = sizeOf(kernel) * batch * inChannels * sizeOf(output);
  const multiplyAdds = columns * outChannels;
  const moved = batch * (inChannels * sizeOf(input) + outChannels * sizeOf(output));
  const unfold = lowering.target.unfoldWindows && columns <= LARGEST_COLUMNS &&
    costs.oneHotColumns(columns, multiplyAdds) < costs.swappedConv(columns, multiplyAdds, moved);
  // A product for each image writes as many filters, which are then added. Where these are more
  // than half of the columns, one product over all images is faster, also with the copies to
  // channels-last that it needs.
  const unfolded = 2 * outChannels >= sizeOf(output) ? gatheredColumns : oneHotColumns;
  const gradient = unfold ? unfolded : swappedConv;
  return gradient(lowering, x, dy, geometry);
};
