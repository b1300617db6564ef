// This module is browser compatible.

import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { broadcast, map, number } from "./elementwise.ts";

/** How tfjs's fused kernels name the function applied to their result. */
export interface Activation {
  activation?: string;
  leakyreluAlpha?: number;
}

type Lower = (lowering: Lowering, x: Lowered, attributes: Activation, weights?: Lowered) => Lowered;

const simple = (op: string): Lower => (lowering, x) => map(lowering, op, x);

const activations: Readonly<Record<string, Lower>> = {
  linear: (_, x) => x,
  relu: simple("Relu"),
  elu: simple("Elu"),
  sigmoid: simple("Sigmoid"),
  relu6: (lowering, x) =>
    broadcast(lowering, "Min", [map(lowering, "Relu", x), number(6)], x.dtype),
  leakyrelu: (lowering, x, { leakyreluAlpha }) =>
    map(lowering, "LeakyRelu", x, x.dtype, { alpha: { f: leakyreluAlpha ?? 0.2 } }),
  prelu: (lowering, x, _, weights) => broadcast(lowering, "PRelu", [x, weights!], x.dtype),
};

/** Applies the activation of a fused kernel. */
export function activate(
  lowering: Lowering,
  x: Lowered,
  attributes: Activation,
  weights?: Lowered,
): Lowered {
  return activations[attributes.activation ?? "linear"]!(lowering, x, attributes, weights);
}

/** Refuses, while tracing, an activation that has no lowering. */
export function requireActivation({ activation = "linear" }: Activation): void {
  if (!Object.hasOwn(activations, activation)) {
    throw unsupported(`the fused activation '${activation}'`);
  }
}
