// This module is browser compatible.

import { equal, type Inputs, sizeOf, type TensorType } from "../graph.ts";
import type { Inferred } from "../kernel.ts";
import { permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cast } from "./elementwise.ts";
import { overlapping, sliceSpatial } from "./windows.ts";

/**
 * Throws for types other than float32, because tfjs would round their sums after every addition.
 */
export function requireFloats(kernelName: string, { x, filter }: Inputs): void {
  for (const { dtype } of [x!, filter!]) {
    if (dtype !== "float32") throw unsupported(`${kernelName} of type ${dtype}`);
  }
}

/**
 * The type of a convolution's gradient by an input of shape `shape`; it is zero when no window
 * overlaps the input. tfjs does not pass the rounding of the number of windows to gradients, so dy
 * may have more windows than the geometry. With fewer, tfjs would read beyond the end of dy.
 */
export function gradientType(
  kernelName: string,
  shape: readonly number[],
  dy: TensorType,
  geometry: ConvGeometry,
): Inferred {
  const { outShape } = geometry;
  if (outShape.some((length, axis) => dy.shape[axis]! < length)) {
    throw unsupported(`${kernelName} of shape [${dy.shape}] where windows give [${outShape}]`);
  }
  const zero = sizeOf(dy.shape) === 0 || sizeOf(overlapping(geometry).windows.output) === 0;
  return { shape, dtype: "float32", ...(zero ? { fill: 0 } : {}) };
}

/** The part of dy for the windows that overlap the input, and these windows. */
export function overlappingGradient(
  lowering: Lowering,
  gradient: Lowered,
  all: ConvGeometry,
): { dy: Lowered; geometry: ConvGeometry } {
  const { windows, outside } = overlapping(all);
  const { layout, output } = windows;
  const dy = cast(lowering, gradient, "float32");
  if (equal(permuted(dy.shape, layout).slice(2), output)) return { dy, geometry: windows };
  const name = sliceSpatial(
    lowering,
    lowering.as(dy, layout),
    outside.slice(0, output.length),
    output,
  );
  const shape = all.outShape.slice();
  layout.slice(2).forEach((axis, i) => shape[axis] = output[i]!);
  return { dy: { name, shape, dtype: "float32", layout }, geometry: windows };
}
