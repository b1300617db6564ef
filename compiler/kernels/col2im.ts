// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import type { PoolGeometry } from "./pool_geometry.ts";
import { convTranspose } from "./transposed_conv.ts";
import { padSpatial, trimmed, uncovered } from "./windows.ts";

/**
 * Emits col2im, the transpose of `tapsOf`: adds the values of each tap of the windows to the
 * elements of the input at which the taps lie. It is a transposed convolution with one-hot filters,
 * of each channel of each image separately. When windows do not overlap, moving the elements by
 * Transpose or DepthToSpace is not faster.
 *
 * @param taps A tensor [n, c, ...output] for each tap, in row-major order of taps.
 * @returns [n, c, ...input].
 */
export function col2im(
  lowering: Lowering,
  taps: readonly string[],
  geometry: PoolGeometry,
): string {
  const cut = uncovered(geometry);
  if (cut.some((length) => length > 0)) {
    return padSpatial(lowering, col2im(lowering, taps, trimmed(geometry, cut)), cut);
  }
  const { batch, channels, output, kernel, input } = geometry;
  const columns = lowering.emit(
    "Concat",
    taps.map((tap) => lowering.reshape(tap, [batch * channels, 1, ...output])),
    { axis: { i: 1 } },
  );
  const count = sizeOf(kernel);
  const oneHot = new Float32Array(count * count);
  for (let i = 0; i < count; i++) oneHot[i * count + i] = 1;
  const filter = lowering.constant("float32", [count, 1, ...kernel], oneHot, "one_hot");
  const placed = convTranspose(
    lowering,
    columns,
    { plain: filter, swapped: lowering.reshape(filter, [1, count, ...kernel]) },
    { ...geometry, batch: batch * channels, inChannels: 1, outChannels: count, groups: 1 },
  );
  return lowering.reshape(placed, [batch, channels, ...input]);
}
