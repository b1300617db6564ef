// This module is browser compatible.

import { equal, type Inputs, sizeOf, type TensorType } from "../graph.ts";
import type { Inferred } from "../kernel.ts";
import { permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import type { ConvGeometry } from "./conv_geometry.ts";
import { cast } from "./elementwise.ts";
import { seeing, sliced } from "./windows.ts";

/** Refuses numbers that tfjs would round after every addition. */
export function requireFloats(kernelName: string, { x, filter }: Inputs): void {
  for (const { dtype } of [x!, filter!]) {
    if (dtype !== "float32") throw unsupported(`${kernelName} of type ${dtype}`);
  }
}

/**
 * The type of a convolution's gradient by an input of shape `shape`: zero where no window sees
 * anything. tfjs's gradients forget how the number of windows was rounded, so dy may be for more
 * than there are; for fewer, tfjs would read numbers that are none of dy's.
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
  const zero = sizeOf(dy.shape) === 0 || sizeOf(seeing(geometry).windows.output) === 0;
  return { shape, dtype: "float32", ...(zero ? { fill: 0 } : {}) };
}

/** What gradients need of dy: the part for windows that see something, and these windows. */
export function seenGradient(
  lowering: Lowering,
  gradient: Lowered,
  all: ConvGeometry,
): { dy: Lowered; geometry: ConvGeometry } {
  const { windows, blind } = seeing(all);
  const { layout, output } = windows;
  const dy = cast(lowering, gradient, "float32");
  if (equal(permuted(dy.shape, layout).slice(2), output)) return { dy, geometry: windows };
  const name = sliced(lowering, lowering.as(dy, layout), blind.slice(0, output.length), output);
  const shape = all.outShape.slice();
  layout.slice(2).forEach((axis, i) => shape[axis] = output[i]!);
  return { dy: { name, shape, dtype: "float32", layout }, geometry: windows };
}
