// This module is browser compatible.

import { emitBlockedConv } from "./kernels/blocked_conv.ts";
import { convGeometry } from "./kernels/conv_geometry.ts";
import { windowAttributes } from "./kernels/windows.ts";
import { Lowering } from "./lowering.ts";
import { makeGraph, makeModel, makeNode, type ValueInfo } from "../onnx/make.ts";
import { encodeModel } from "../onnx/encode.ts";
import { opsetsOf, targets } from "./targets.ts";

/** Channels of the probe: a multiple of every block size. */
const CHANNELS = 32;

/**
 * Makes a model of a small convolution, `x` [2, 32, 5, 5] with `filter` [32, 32, 3, 3] to `y`. It
 * uses ONNX Runtime's blocked convolution with blocks of `block` channels, or Conv when `block` is
 * 0. The right block size depends on the processor, and ONNX Runtime does not tell it; a wrong one
 * gives other numbers than Conv, or an error.
 */
export function blockProbe(block: number): {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
} {
  const target = { ...targets.cpu, block };
  const lowering = new Lowering(target, ["x", "filter", "y"]);
  const geometry = convGeometry([2, 5, 5, CHANNELS], [3, 3, CHANNELS, CHANNELS], {
    strides: 1,
    pad: "same",
  });
  const y = block === 0
    ? lowering.emit("Conv", ["x", "filter"], windowAttributes(geometry))
    : emitBlockedConv(lowering, "x", "filter", undefined, geometry);
  const tensor = (name: string, shape: number[]): ValueInfo => ({ name, type: "float32", shape });
  const inputs = [tensor("x", [2, CHANNELS, 5, 5]), tensor("filter", [CHANNELS, CHANNELS, 3, 3])];
  const graph = makeGraph({
    name: "probe",
    nodes: [...lowering.nodes, makeNode("Identity", [y], ["y"])],
    initializers: lowering.initializers,
    inputs,
    outputs: [tensor("y", [2, CHANNELS, 5, 5])],
  });
  return {
    model: encodeModel(makeModel({ graph, opsets: opsetsOf(target) })),
    inputs: inputs.map(({ name, shape }) => ({ name, shape: shape as number[] })),
  };
}
