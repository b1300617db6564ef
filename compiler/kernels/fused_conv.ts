// This module is browser compatible.

import type { Inputs } from "../graph.ts";
import type { Inferred } from "../kernel.ts";
import type { Lowered, LoweredInputs, Lowering } from "../lowering.ts";
import { activate, type Activation, requireActivation } from "./activation.ts";
import type { ConvAttributes, ConvGeometry } from "./conv_geometry.ts";
import { broadcast, broadcastShape } from "./elementwise.ts";
import { reshape } from "./shape.ts";

/** Attributes of tfjs's fused convolutions. */
export type FusedAttributes = ConvAttributes & Activation;

/** Inputs of a fused convolution besides x and filter. */
const EXTRAS = ["bias", "preluActivationWeights"] as const;

/** The type of a fused convolution; `outShape` is the shape of its convolution alone. */
export function fusedType(
  outShape: readonly number[],
  inputs: Inputs,
  attributes: FusedAttributes,
): Inferred {
  requireActivation(attributes);
  const shape = EXTRAS.flatMap((key) => inputs[key] ? [alignedShape(inputs[key], attributes)] : [])
    .reduce(broadcastShape, [...outShape]);
  return { shape, dtype: "float32" };
}

/**
 * Emits a convolution with a bias and an activation.
 *
 * @param convolve Emits the convolution, with a bias of one number for each output channel if its
 * name is given.
 */
export function fusedConv(
  lowering: Lowering,
  inputs: LoweredInputs,
  attributes: FusedAttributes,
  geometry: ConvGeometry,
  convolve: (bias?: string) => Lowered,
): Lowered {
  const [bias, weights] = EXTRAS.map((key) => {
    const tensor = inputs[key];
    return tensor && reshape(lowering, tensor, alignedShape(tensor, attributes));
  });
  const vector = bias && channelBias(lowering, bias, geometry);
  const y = convolve(vector);
  const sum = bias && vector === undefined ? broadcast(lowering, "Add", [y, bias], y.dtype) : y;
  return activate(lowering, sum, attributes, weights);
}

/**
 * The shape in which tfjs broadcasts an input against the result: with channels first, a vector
 * applies to the channels.
 */
function alignedShape(
  { shape }: { readonly shape: readonly number[] },
  { dataFormat }: ConvAttributes,
): number[] {
  const alongChannels = dataFormat === "NCHW" && shape.length === 1 && shape[0] !== 1;
  return alongChannels ? [shape[0]!, 1, 1] : [...shape];
}

/**
 * The name of a bias [out] for ONNX's Conv; `undefined` when it has more than one number for a
 * channel.
 */
function channelBias(
  lowering: Lowering,
  bias: Lowered,
  { layout, outChannels }: ConvGeometry,
): string | undefined {
  const missing = layout.length - bias.shape.length;
  const lengths = [...Array<number>(missing).fill(1), ...bias.shape];
  const elsewhere = lengths.some((length, axis) => axis !== layout[1] && length !== 1);
  if (elsewhere) return undefined;
  const channels = lengths[layout[1]!]!;
  const vector = lowering.name(reshape(lowering, bias, [channels]));
  return channels === outChannels
    ? vector
    : lowering.emit("Expand", [vector, lowering.ints([outChannels])]);
}
