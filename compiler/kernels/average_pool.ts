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
import { cropped, transposedWindows, windowAttributes } from "./windows.ts";

/** Emits average pooling. At the borders tfjs divides by the elements that a window sees. */
export function averagePool(lowering: Lowering, x: Lowered, attributes: PoolAttributes): Lowered {
  const geometry = poolGeometry(x.shape, attributes);
  if (changesNothing(geometry, x.shape)) return x;
  const { layout, outShape } = geometry;
  const data = lowering.as(x, layout);
  // Where a window sees nothing tfjs divides 0 by 0, but by 1 in 3D.
  const nothing = lowering.scalar(layout.length === 4 ? NaN : 0);
  const name = pooled(lowering, geometry, nothing, (all) => {
    const { x: seen, windows } = cropped(lowering, data, all);
    return lowering.emit("AveragePool", [seen], windowAttributes(windows));
  });
  return { name, shape: outShape, dtype: "float32", layout };
}

/**
 * Gradient of average pooling by its input, of shape `inShape`. tfjs divides by the full window at
 * the borders too.
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
    // At stride 1 with nothing left over it averages dy.
    if (strides.every((stride) => stride === 1) && pads.every((pad) => pad >= 0)) {
      return lowering.emit("AveragePool", [dy!], {
        ...windowAttributes(transposedWindows(geometry)),
        count_include_pad: { i: 1 },
      });
    }
    // Every channel of every image is one of its own, so that one filter does for all.
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
