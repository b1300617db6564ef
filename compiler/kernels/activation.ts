// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { Lowered, Lowering } from "../lowering.ts";
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
  const lower = activations[attributes.activation ?? "linear"];
  if (lower) return lower(lowering, x, attributes, weights);
  throw new WeftError(
    "compiler",
    `Cannot compile the fused activation '${attributes.activation}': it has no ONNX lowering`,
    `Known ones are ${Object.keys(activations).join(", ")}; apply another as an op of its own`,
  );
}
