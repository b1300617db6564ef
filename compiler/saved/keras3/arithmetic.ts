// This module is browser compatible.

import { type Config, unsupportedLayer } from "./json.ts";
import type { LayerCall } from "./nodes.ts";

/** `scale · x + offset`, of a number and whether it comes first: 2 - x or x - 2. */
type Affine = (number: number, first: boolean) => readonly [scale: number, offset: number];

/** Operations of a tensor and a number, such as `x / 255` in a functional model. */
const OPERATIONS: Readonly<Record<string, Affine>> = {
  Add: (number) => [1, number],
  Subtract: (number, first) => first ? [-1, number] : [1, -number],
  Multiply: (number) => [number, 0],
  TrueDivide: (number, first) => first ? [NaN, NaN] : [1 / number, 0],
  Divide: (number, first) => first ? [NaN, NaN] : [1 / number, 0],
};

/** The config of the Rescaling that an operation of a tensor and a number is. */
export function rescalingOf(
  layer: string,
  className: string,
  [call, ...more]: readonly LayerCall[],
): Config | undefined {
  const [number] = call?.numbers ?? [];
  if (!number) return undefined;
  const affine = OPERATIONS[className]?.(number.value, number.position === 0);
  if (!affine || Number.isNaN(affine[0]) || more.length > 0 || call!.tensors.length !== 1) {
    throw unsupportedLayer(layer, `computes ${className} with a number`);
  }
  const [scale, offset] = affine;
  return { name: layer, scale, offset };
}
