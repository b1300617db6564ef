// This module is browser compatible.

import { equal, type Inputs, type TensorType, type Value } from "./graph.ts";

/**
 * Structural zeros: gradients that are zero by construction, because another path already contains
 * them (`gradients.ts`). They never become nodes: a kernel that is linear in a structural zero
 * gives another one, and adding one changes nothing. This does not hold for an ordinary zero
 * constant, since 0 · NaN is not 0.
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

/**
 * The output of a kernel call that a structural zero among its inputs determines; `undefined` for
 * other calls.
 */
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
