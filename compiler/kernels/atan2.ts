// This module is browser compatible.

import type { Lowered, Lowering } from "../lowering.ts";
import { broadcast, choose, map, number } from "./elementwise.ts";
import type { Operand } from "./pointwise.ts";

/**
 * The angle of the point (x, y) as Math.atan2 computes it, for all quadrants, signed zeros and
 * infinities. ONNX only has the arctangent. The angle is computed in the octant next to an axis,
 * from the smaller coordinate divided by the larger, and then mirrored to the octant of the point.
 */
export function atan2(lowering: Lowering, [y, x]: readonly [Operand, Operand]): Operand {
  const { dtype } = y;
  const combine = (op: string, a: Operand, b: Operand) => broadcast(lowering, op, [a, b], dtype);
  const compare = (op: string, a: Operand, b: Operand) => broadcast(lowering, op, [a, b], "bool");
  const [high, wide] = [map(lowering, "Abs", y), map(lowering, "Abs", x)];
  const [smaller, larger] = [combine("Min", high, wide), combine("Max", high, wide)];
  // Equal coordinates have the ratio 1, also infinite ones. At the origin the ratio is 0, the sign
  // of the larger coordinate.
  const ratio = choose(
    lowering,
    compare("Equal", smaller, larger),
    map(lowering, "Sign", larger),
    combine("Div", smaller, larger),
  );
  /** True for negative numbers and for -0, whose reciprocal is -Infinity. */
  const negative = (z: Operand): Lowered =>
    broadcast(
      lowering,
      "Or",
      [z, map(lowering, "Reciprocal", z)].map((each) => compare("Less", each, number(0, dtype))),
      "bool",
    );
  const mirrored = (condition: Lowered, angle: Operand, sum: number) =>
    choose(lowering, condition, combine("Sub", number(sum, dtype), angle), angle);
  const octant = map(lowering, "Atan", ratio);
  const quadrant = mirrored(compare("Greater", high, wide), octant, Math.PI / 2);
  const half = mirrored(negative(x), quadrant, Math.PI);
  return choose(lowering, negative(y), map(lowering, "Neg", half), half);
}
