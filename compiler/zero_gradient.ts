// This module is browser compatible.

import { equal, type Inputs, type TensorType, type Value } from "./graph.ts";

/**
 * Structural zeros: gradients that are zero by construction because another path already carries
 * them (see `gradients.ts`). They never reach the graph: whatever is linear in a structural zero is
 * one too, and adding one changes nothing. An ordinary zero constant gets no such treatment, since
 * 0 · NaN is not 0.
 */

/** The kernel that makes a structural zero. */
export const ZERO_GRADIENT = "weft.ZeroGradient";

/** Kernels that are linear in each listed input. */
const linearIn: Readonly<Record<string, readonly string[]>> = {
  Reshape: ["x"],
  Cast: ["x"],
  Neg: ["x"],
  Sum: ["x"],
  Multiply: ["a", "b"],
  RealDiv: ["a"],
};

/** The output of a kernel call that involves a structural zero, where that settles it. */
export function zeroGradientRule(
  kernel: string,
  inputs: Inputs,
  types: readonly TensorType[],
): Value | undefined {
  const type = types[0]!;
  if (linearIn[kernel]?.some((key) => inputs[key]?.zero)) return { ...type, fill: 0, zero: true };
  if (kernel === "Add" || kernel === "AddN") {
    const rest = Object.values(inputs).filter((value) => !value.zero);
    const unchanged = rest[0];
    if (rest.length === 0) return { ...type, fill: 0, zero: true };
    if (rest.length === 1 && equal(unchanged!.shape, type.shape)) return unchanged;
  }
  return undefined;
}
