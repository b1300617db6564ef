// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import {
  changesNothing,
  type PoolAttributes,
  pooled,
  pooledGradient,
  poolGeometry,
} from "./pool_geometry.ts";
import { transposedConv } from "./transposed_conv.ts";
import { cropUncovered, transposedWindows, windowAttributes } from "./windows.ts";

/** Emits average pooling. At the borders tfjs divides by the number of elements in the window. */
export function averagePool(lowering: Lowering, x: Lowered, attributes: PoolAttributes): Lowered {
  const geometry = poolGeometry(x.shape, attributes);
  if (changesNothing(geometry, x.shape)) return x;
  const { layout, outShape } = geometry;
  const data = lowering.as(x, layout);
  // For a window outside of the input tfjs divides 0 by 0, but by 1 in 3D.
  const nothing = lowering.scalar(layout.length === 4 ? NaN : 0);
  const name = pooled(lowering, geometry, nothing, (all) => {
    const { x: covered, windows } = cropUncovered(lowering, data, all);
    return lowering.emit("AveragePool", [covered], windowAttributes(windows));
  });
  return { name, shape: outShape, dtype: "float32", layout };
}

/**
 * Gradient of average pooling by its input of shape `inShape`. At the borders, too, tfjs divides by
 * the full window.
 */
export function averagePoolGradient(
  lowering: Lowering,
  dy: Lowered,
  inShape: readonly number[],
  attributes: PoolAttributes,
): Lowered {
  const all = poolGeometry(inShape, attributes);
  return pooledGradient(lowering, all, inShape, [dy], (geometry, dy) => {
    const { batch, channels, kernel, output, strides, input, pads } = geometry;
    // At stride 1, when every element is in a window, the gradient is an average pooling of dy.
    if (strides.every((stride) => stride === 1) && pads.every((pad) => pad >= 0)) {
      return lowering.emit("AveragePool", [dy!], {
        ...windowAttributes(transposedWindows(geometry)),
        count_include_pad: { i: 1 },
      });
    }
    // Every channel of every image becomes an image with one channel, so that one filter is enough.
    const taps = sizeOf(kernel);
    const weights = new Float32Array(taps).fill(1 / taps);
    const filter = lowering.constant("float32", [1, 1, ...kernel], weights, "average");
    const images = lowering.reshape(dy!, [batch * channels, 1, ...output]);
    const dx = transposedConv(lowering, images, { plain: filter, swapped: filter }, {
      ...geometry,
      batch: batch * channels,
      inChannels: 1,
      outChannels: 1,
      groups: 1,
    });
    return lowering.reshape(dx, [batch, channels, ...input]);
  });
}
