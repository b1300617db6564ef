// This module is browser compatible.

import type { Lowered, Lowering } from "../lowering.ts";
import { broadcast, choose, map, number } from "./elementwise.ts";
import type { Operand } from "./pointwise.ts";

/**
 * The angle of the point (x, y), as Math.atan2 has it: all quadrants, signed zeros and infinities.
 * ONNX only has the arctangent, so the angle is taken in the octant next to an axis, where the
 * smaller coordinate is divided by the larger, and then mirrored to where the point lies.
 */
export function atan2(lowering: Lowering, [y, x]: readonly [Operand, Operand]): Operand {
  const { dtype } = y;
  const combine = (op: string, a: Operand, b: Operand) => broadcast(lowering, op, [a, b], dtype);
  const compare = (op: string, a: Operand, b: Operand) => broadcast(lowering, op, [a, b], "bool");
  const [high, wide] = [map(lowering, "Abs", y), map(lowering, "Abs", x)];
  const [smaller, larger] = [combine("Min", high, wide), combine("Max", high, wide)];
  // Equal coordinates have the ratio 1, also where they are infinite; the origin has 0, which is
  // its larger one's sign.
  const ratio = choose(
    lowering,
    compare("Equal", smaller, larger),
    map(lowering, "Sign", larger),
    combine("Div", smaller, larger),
  );
  /** True for -0 as well, which its reciprocal tells. */
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
