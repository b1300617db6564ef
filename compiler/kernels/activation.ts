// This module is browser compatible.

import type { DType } from "../graph.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import { apply, type UnaryFunction } from "./pointwise.ts";
import { elu, leakyRelu, prelu, relu, relu6, sigmoid } from "./rectifiers.ts";

/** The attributes in which tfjs's fused kernels name their activation. */
export interface Activation {
  activation?: string;
  leakyreluAlpha?: number;
}

type Lower = (lowering: Lowering, x: Lowered, attributes: Activation, weights?: Lowered) => Lowered;

const simple = (fn: UnaryFunction): Lower => (lowering, x) => apply(lowering, fn, [x], {});

const activations: Readonly<Record<string, Lower>> = {
  linear: (_, x) => x,
  relu: simple(relu),
  relu6: simple(relu6),
  elu: simple(elu),
  sigmoid: simple(sigmoid),
  leakyrelu: (lowering, x, { leakyreluAlpha = 0.2 }) =>
    apply(lowering, leakyRelu, [x], { alpha: leakyreluAlpha }),
  prelu: (lowering, x, _, weights) => apply(lowering, prelu, [x, weights!], {}),
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

/** Throws, while tracing, for an activation that has no lowering. */
export function requireActivation({ activation = "linear" }: Activation): void {
  if (!Object.hasOwn(activations, activation)) {
    throw unsupported(`the fused activation '${activation}'`);
  }
}

/** The type of the result of a fused kernel that computes in `dtype`. */
export function activatedType(dtype: DType, { activation }: Activation): DType {
  return activation === "leakyrelu" || activation === "prelu" ? "float32" : dtype;
}
