// This module is browser compatible.

import { sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import type { PoolGeometry } from "./pool_geometry.ts";
import { sliced, surrounded, unseen, windowAttributes, without } from "./windows.ts";

/**
 * Puts what each tap of the windows holds, [n, c, ...output] for a tap in row-major order, where the tap lies in the input,
 * and adds what comes together: the transpose of `tapsOf`.
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
  const { batch, channels, output, kernel, strides, dilations } = geometry;
  const columns = lowering.emit(
    "Concat",
    taps.map((tap) => lowering.reshape(tap, [batch, channels, 1, ...output])),
    { axis: { i: 2 } },
  );
  const sideBySide = kernel.every((length, i) => length === strides[i] && dilations[i] === 1);
  return (sideBySide ? placedSideBySide : placedByProduct)(lowering, columns, geometry);
}

/** Columns [n, c, taps, ...output] of windows that touch but do not overlap: only the order of the elements changes. */
export function placedSideBySide(
  lowering: Lowering,
  columns: string,
  geometry: PoolGeometry,
): string {
  const { batch, channels, output, kernel, input, pads } = geometry;
  const rank = kernel.length;
  const apart = lowering.reshape(columns, [batch, channels, ...kernel, ...output]);
  const alternating = lowering.emit("Transpose", [apart], {
    perm: { ints: [0, 1, ...kernel.flatMap((_, i) => [2 + rank + i, 2 + i])] },
  });
  const whole = lowering.reshape(
    alternating,
    [batch, channels, ...kernel.map((length, i) => length * output[i]!)],
  );
  const padded = pads.some((pad) => pad > 0);
  const kept = input.map((length, i) =>
    length + Math.min(0, pads[i]!) + Math.min(0, pads[i + rank]!)
  );
  const within = padded
    ? sliced(lowering, whole, pads.slice(0, rank).map((pad) => Math.max(0, pad)), kept)
    : whole;
  return surrounded(lowering, within, pads.map((pad) => Math.max(0, -pad)));
}

/** Columns [n, c, taps, ...output] of windows that may overlap: a transposed convolution with one-hot filters. */
function placedByProduct(lowering: Lowering, columns: string, geometry: PoolGeometry): string {
  const { batch, channels, output, kernel, input, pads } = geometry;
  const taps = sizeOf(kernel);
  const oneHot = new Float32Array(taps * taps);
  for (let i = 0; i < taps; i++) oneHot[i * taps + i] = 1;
  const placed = lowering.emit("ConvTranspose", [
    lowering.reshape(columns, [batch * channels, taps, ...output]),
    lowering.constant("float32", [taps, 1, ...kernel], oneHot, "one_hot"),
  ], {
    ...windowAttributes(geometry),
    output_padding: { ints: pads.slice(kernel.length).map((pad) => Math.max(0, -pad)) },
  });
  return lowering.reshape(placed, [batch, channels, ...input]);
}
