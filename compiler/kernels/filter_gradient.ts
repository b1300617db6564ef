// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import { identity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import type { FilterGradientAlgorithm, Target } from "../targets.ts";
import { conv } from "./conv.ts";
import { type ConvGeometry, filterLayout } from "./conv_geometry.ts";
import { gatherRows, positionsIn, rowOf } from "./gathered_rows.ts";
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
 * im2col, by a Gather that copies an element of all images at once, because the images are the last
 * axis; then one matrix product over all windows.
 */
const gatheredColumns: FilterGradient = (lowering, x, dy, geometry) => {
  const { batch, inChannels, outChannels, kernel, input, output, layout } = geometry;
  const imagesLast = [...layout.slice(1), layout[0]!];
  const count = sizeOf(input), windows = sizeOf(output) * batch;
  const rows = lowering.reshape(lowering.as(x, imagesLast), [inChannels, count, batch]);
  const columns = gatherRows(lowering, rows, count, tapRows(geometry));
  const product = lowering.emit("Gemm", [
    lowering.reshape(columns, [inChannels * sizeOf(kernel), windows]),
    lowering.reshape(lowering.as(dy, imagesLast), [outChannels, windows]),
  ], { transB: { i: 1 } });
  const name = lowering.reshape(product, [inChannels, ...kernel, outChannels]);
  const rank = kernel.length;
  return filter(lowering, name, [rank, ...identity(rank), rank + 1], geometry);
};

/** For each tap, the row of its element of x in each window; `undefined` in the padding. */
function tapRows(geometry: ConvGeometry): (number | undefined)[] {
  const { input, output, kernel, strides, dilations, pads } = geometry;
  const windows = positionsIn(output);
  return positionsIn(kernel).flatMap((tap) =>
    windows.map((window) =>
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

/** The algorithms by name. */
export const filterGradients: Readonly<Record<FilterGradientAlgorithm, FilterGradient>> = {
  swappedConv,
  oneHotColumns,
  gatheredColumns,
};

/** Emits the gradient by the algorithm that is estimated to be fastest on the target. */
export const filterGradient: FilterGradient = (lowering, x, dy, geometry) =>
  filterGradients[fastest(geometry, lowering.target)](lowering, x, dy, geometry);

/**
 * The algorithm of the least estimated time. Columns that would take too much memory are not
 * unfolded.
 */
export function fastest(
  geometry: ConvGeometry,
  { filterGradient, largestColumns }: Target,
): FilterGradientAlgorithm {
  const { batch, inChannels, outChannels, input, output, kernel } = geometry;
  const columns = sizeOf(kernel) * batch * inChannels * sizeOf(output);
  const moved = batch * (inChannels * sizeOf(input) + outChannels * sizeOf(output));
  if (columns > largestColumns) return "swappedConv";
  const times = Object.entries(filterGradient).map(([name, cost]) => ({
    name: name as FilterGradientAlgorithm,
    time: columns * cost.column + columns * outChannels * cost.multiplyAdd + moved * cost.moved,
  }));
  return times.reduce((best, each) => each.time < best.time ? each : best).name;
}
