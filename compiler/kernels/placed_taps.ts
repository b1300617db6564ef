// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import type { PoolGeometry } from "./pool_geometry.ts";
import { convTranspose } from "./transposed_conv.ts";
import { surrounded, unseen, without } from "./windows.ts";

/**
 * Puts what each tap of the windows holds, [n, c, ...output] for a tap in row-major order, where
 * the tap lies in the input, and adds what comes together: the transpose of `tapsOf`. It is a
 * transposed convolution with one-hot filters, each channel of each image by itself; where windows
 * only touch, moving elements by Transpose or DepthToSpace is no faster.
 *
 * @returns [n, c, ...input].
 */
export function placedTaps(
  lowering: Lowering,
  taps: readonly string[],
  geometry: PoolGeometry,
): string {
  const cut = unseen(geometry);
  if (cut.some((length) => length > 0)) {
    return surrounded(lowering, placedTaps(lowering, taps, without(geometry, cut)), cut);
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
