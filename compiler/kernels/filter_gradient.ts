// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import { OIHW } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { conv, type ConvGeometry, windowAttributes } from "./convolution.ts";

/** Emits the gradient of a convolution with respect to its filter; the result has logical shape [h, w, in, out]. */
type FilterGradient = (
  lowering: Lowering,
  x: Lowered,
  dy: Lowered,
  filterShape: readonly number[],
  geometry: ConvGeometry,
) => Lowered;

/**
 * Every window of x as a column, by a grouped convolution with one-hot filters (a multi-threaded im2col), then one product
 * with dy an image, summed over the images.
 */
const oneHotColumns: FilterGradient = (lowering, x, dy, filterShape, geometry) => {
  const { batch, inChannels, outChannels, kernel, output, layout } = geometry;
  const taps = kernel[0] * kernel[1];
  const positions = output[0] * output[1];
  const oneHot = new Float32Array(inChannels * taps * taps);
  for (let i = 0; i < inChannels * taps; i++) oneHot[i * taps + i % taps] = 1;
  const columns = lowering.emit(
    "Conv",
    [
      lowering.as(x, layout),
      lowering.constant("float32", [inChannels * taps, 1, ...kernel], oneHot, "one_hot"),
    ],
    { ...windowAttributes(geometry), group: { i: inChannels } },
  );
  const products = lowering.emit("MatMul", [
    lowering.reshape(columns, [batch, inChannels * taps, positions]),
    lowering.emit("Transpose", [
      lowering.reshape(lowering.as(dy, layout), [batch, outChannels, positions]),
    ], { perm: { ints: [0, 2, 1] } }),
  ]);
  const sum = lowering.emit("ReduceSum", [products, lowering.ints([0])], { keepdims: { i: 0 } });
  const name = lowering.reshape(sum, [inChannels, ...kernel, outChannels]);
  return asFilter(lowering, { name, shape: filterShape, dtype: "float32", layout: [2, 0, 1, 3] });
};

/** x and dy with batch and channel axes swapped, convolved: no temporary, and every provider has it. */
const swappedConv: FilterGradient = (lowering, x, dy, filterShape, geometry) => {
  const { output, strides, dilations, pads, input, kernel, layout } = geometry;
  const swapped = [layout[1]!, layout[0]!, layout[2]!, layout[3]!];
  // The last windows must reach exactly kernel taps, whatever the stride left over.
  const end = (i: 0 | 1) =>
    (kernel[i] - 1) * dilations[i] + (output[i] - 1) * strides[i] + 1 - input[i] - pads[i];
  const crop = [end(0), end(1)].map((pad) => Math.max(0, -pad));
  let data = lowering.as(x, swapped);
  if (crop.some((rows) => rows > 0)) {
    data = lowering.emit("Slice", [
      data,
      lowering.ints([0, 0]),
      lowering.ints([input[0] - crop[0]!, input[1] - crop[1]!]),
      lowering.ints([2, 3]),
    ]);
  }
  const name = conv(lowering, data, lowering.as(dy, swapped), undefined, {
    ...geometry,
    batch: geometry.inChannels,
    inChannels: geometry.batch,
    kernel: output,
    output: kernel,
    strides: dilations,
    dilations: strides,
    pads: [pads[0], pads[1], Math.max(0, end(0)), Math.max(0, end(1))],
  });
  return asFilter(lowering, { name, shape: filterShape, dtype: "float32", layout: [2, 3, 0, 1] });
};

/** Filters are kept in ONNX's order from here on, as the parameters that they update are. */
function asFilter(lowering: Lowering, filter: Lowered): Lowered {
  return { ...filter, name: lowering.as(filter, OIHW), layout: OIHW };
}

/** Columns larger than this (elements) would not fit next to the rest in memory. */
const LARGEST_COLUMNS = 2 ** 26;

/** Nanoseconds of each form for so many column elements, multiply-adds, and elements of x and dy that must be moved. */
const costs = {
  oneHotColumns: (columns: number, multiplyAdds: number) => columns + multiplyAdds / 30,
  swappedConv: (columns: number, multiplyAdds: number, moved: number) =>
    0.55 * columns + multiplyAdds / 20 + 0.35 * moved,
};

/** Chooses by shape, on the CPU by the costs measured there (docs/compiler.md). */
export const filterGradient: FilterGradient = (lowering, x, dy, filterShape, geometry) => {
  const { batch, inChannels, outChannels, input, output, kernel } = geometry;
  const columns = sizeOf(kernel) * batch * inChannels * sizeOf(output);
  const multiplyAdds = columns * outChannels;
  const moved = batch * (inChannels * sizeOf(input) + outChannels * sizeOf(output));
  const unfold = lowering.target.unfold && columns <= LARGEST_COLUMNS &&
    costs.oneHotColumns(columns, multiplyAdds) < costs.swappedConv(columns, multiplyAdds, moved);
  const gradient = unfold ? oneHotColumns : swappedConv;
  return gradient(lowering, x, dy, filterShape, geometry);
};
