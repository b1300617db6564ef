// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { sizeOf } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { NCHW } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { windowAttributes } from "./convolution.ts";

/** tfjs's attributes of a 2D pooling and its gradient. */
export interface PoolAttributes {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: Parameters<typeof backend_util.computePool2DInfo>[4];
  dimRoundingMode?: "floor" | "round" | "ceil";
}

type Pair = readonly [number, number];

/** Sizes of a pooling in ONNX's terms. */
function poolGeometry(
  inShape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
) {
  const info = backend_util.computePool2DInfo(
    inShape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const kernel: Pair = [info.filterHeight, info.filterWidth];
  const step: Pair = [info.strideHeight, info.strideWidth];
  const input: Pair = [info.inHeight, info.inWidth];
  const output: Pair = [info.outHeight, info.outWidth];
  const start: Pair = [info.padInfo.top, info.padInfo.left];
  const end = (i: 0 | 1) =>
    Math.max(0, (output[i] - 1) * step[i] + kernel[i] - input[i] - start[i]);
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    kernel,
    strides: step,
    dilations: [1, 1] as Pair,
    input,
    output,
    pads: [start[0], start[1], end(0), end(1)] as const,
    outShape: info.outShape,
  };
}

type PoolGeometry = ReturnType<typeof poolGeometry>;

const inNCHW = (name: string, shape: readonly number[]): Lowered => ({
  name,
  shape,
  dtype: "float32",
  layout: NCHW,
});

/** Emits max pooling; with `indices`, also the position of each maximum in the flattened input. */
function maxPool(lowering: Lowering, x: Lowered, geometry: PoolGeometry, indices: boolean) {
  return lowering.emitMany(
    "MaxPool",
    [lowering.as(x, NCHW)],
    windowAttributes(geometry),
    indices ? 2 : 1,
  );
}

/** Puts dy back where the maxima were, by the indices that ONNX Runtime's CPU MaxPool returns. */
function unpool(lowering: Lowering, dy: Lowered, x: Lowered, geometry: PoolGeometry): string {
  const { batch, channels, input } = geometry;
  const [, indices] = maxPool(lowering, x, geometry, true);
  return lowering.emit("MaxUnpool", [
    lowering.as(dy, NCHW),
    indices!,
    lowering.ints([batch, channels, ...input]),
  ], windowAttributes(geometry));
}

/** Places [n, c·taps, oh, ow] back into windows and adds what overlaps: the transpose of taking windows apart. */
function placeTaps(lowering: Lowering, taps: string, geometry: PoolGeometry, weight = 1): string {
  const { channels, kernel, input, output, strides, pads } = geometry;
  const count = kernel[0] * kernel[1];
  const oneHot = new Float32Array(channels * count * count);
  for (let i = 0; i < channels * count; i++) oneHot[i * count + i % count] = weight;
  const weights = lowering.constant("float32", [channels * count, 1, ...kernel], oneHot, "one_hot");
  const missing = [0, 1].map((i) =>
    input[i]! - ((output[i]! - 1) * strides[i]! + kernel[i]! - pads[i]! - pads[i + 2]!)
  );
  return lowering.emit("ConvTranspose", [taps, weights], {
    ...windowAttributes(geometry),
    group: { i: channels },
    output_padding: { ints: missing },
  });
}

/**
 * Sends dy to the first maximum of each window, with operators that every provider has. Comparing an upsampled output with
 * the input instead would be wrong: ties are common on flat backgrounds, and each would receive all of dy.
 */
function firstMaximum(
  lowering: Lowering,
  dy: Lowered,
  x: Lowered,
  y: Lowered,
  geometry: PoolGeometry,
): string {
  const { batch, channels, kernel, output, strides, pads } = geometry;
  const zero = lowering.scalar(0);
  const padded = pads.every((pad) => pad === 0) ? lowering.as(x, NCHW) : lowering.emit("Pad", [
    lowering.as(x, NCHW),
    lowering.ints([0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]]),
    lowering.scalar(-Infinity),
  ]);
  const maxima = lowering.as(y, NCHW);
  let rest = lowering.as(dy, NCHW);
  const taps: string[] = [];
  for (let i = 0; i < kernel[0]; i++) {
    for (let j = 0; j < kernel[1]; j++) {
      const tap = lowering.emit("Slice", [
        padded,
        lowering.ints([i, j]),
        lowering.ints([i + (output[0] - 1) * strides[0] + 1, j + (output[1] - 1) * strides[1] + 1]),
        lowering.ints([2, 3]),
        lowering.ints(strides),
      ]);
      const won = lowering.emit("Equal", [tap, maxima]);
      taps.push(lowering.reshape(
        lowering.emit("Where", [won, rest, zero]),
        [batch, channels, 1, ...output],
      ));
      rest = lowering.emit("Where", [won, zero, rest]);
    }
  }
  const together = lowering.reshape(
    lowering.emit("Concat", taps, { axis: { i: 2 } }),
    [batch, channels * sizeOf(kernel), ...output],
  );
  return placeTaps(lowering, together, geometry);
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
  const apart = geometry.kernel.every((length, i) => length <= geometry.strides[i]!);
  const name = lowering.target.poolGradient === "unpool" && apart
    ? unpool(lowering, dy, x, geometry)
    : firstMaximum(lowering, dy, x, y, geometry);
  return inNCHW(name, x.shape);
}

/** 2D pooling and its gradients. */
export const pooling: KernelTable = {
  MaxPool: kernel<PoolAttributes>({
    infer: ({ x }, attributes) => ({
      shape: poolGeometry(x!.shape, attributes).outShape,
      dtype: "float32",
    }),
    lower: (lowering, { x }, attributes) => {
      const geometry = poolGeometry(x!.shape, attributes);
      const [y] = maxPool(lowering, x!, geometry, lowering.target.poolGradient === "unpool");
      return inNCHW(y!, geometry.outShape);
    },
  }),

  MaxPoolGrad: kernel<PoolAttributes>({
    infer: ({ input }) => ({ shape: input!.shape, dtype: "float32" }),
    lower: (lowering, { dy, input, output }, attributes) =>
      maxPoolGradient(lowering, dy!, input!, output!, attributes),
  }),

  AvgPool: kernel<PoolAttributes>({
    infer: ({ x }, attributes) => ({
      shape: poolGeometry(x!.shape, attributes).outShape,
      dtype: "float32",
    }),
    lower: (lowering, { x }, attributes) => {
      const geometry = poolGeometry(x!.shape, attributes);
      const { dilations: _, ...window } = windowAttributes(geometry);
      const name = lowering.emit("AveragePool", [lowering.as(x!, NCHW)], window);
      return inNCHW(name, geometry.outShape);
    },
  }),

  AvgPoolGrad: kernel<PoolAttributes>({
    infer: ({ input }) => ({ shape: input!.shape, dtype: "float32" }),
    lower: (lowering, { dy, input }, attributes) => {
      const geometry = poolGeometry(input!.shape, attributes);
      const { batch, channels, output, kernel } = geometry;
      const count = sizeOf(kernel);
      // tfjs divides by the full window at the borders too.
      const one = lowering.reshape(lowering.as(dy!, NCHW), [batch, channels, 1, ...output]);
      const taps = lowering.reshape(
        lowering.emit("Expand", [one, lowering.ints([batch, channels, count, ...output])]),
        [batch, channels * count, ...output],
      );
      return inNCHW(placeTaps(lowering, taps, geometry, 1 / count), input!.shape);
    },
  }),
};
