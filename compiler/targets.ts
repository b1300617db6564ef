// This module is browser compatible.

/**
 * The method by which the gradient of max pooling finds the maximum: by MaxPool's indices, or by
 * comparing.
 */
export type PoolGradient = "unpool" | "first-max";

/**
 * Version of the ai.onnx operators that graphs use. Every current runtime and checker supports it.
 */
export const OPSET = 17;

/**
 * Properties of the execution providers that a graph is compiled for. Only lowerings read them;
 * nothing else in the compiler depends on a provider.
 */
export interface Target {
  readonly name: TargetName;
  /**
   * Block size of ONNX Runtime's blocked CPU convolution (`com.microsoft.nchwc`); 0 to use Conv
   * only.
   */
  readonly block: number;
  readonly poolGradient: PoolGradient;
  /**
   * True when ConvTranspose works for three spatial axes and for groups of several channels. ONNX
   * Runtime's WebGPU provider refuses the former and computes the latter wrong.
   */
  readonly fullConvTranspose: boolean;
  /**
   * True when ConvTranspose must have symmetric pads. ONNX Runtime's CUDA provider leaves nodes
   * with other pads to the CPU.
   */
  readonly symmetricPads: boolean;
  /**
   * True when convolutions get the channels of zeros that the WebGPU provider needs
   * (`onnx/rewrites/channel_padding.ts`).
   */
  readonly channelPadding: boolean;
  /**
   * True when the gradient by a filter may unfold the windows of the input (im2col) if that is
   * faster.
   */
  readonly unfoldWindows: boolean;
  /**
   * True when tiny gradients of a recurrence are set to 0 by Shrink. ONNX Runtime's CUDA provider
   * leaves Shrink to the CPU, and a GPU computes with subnormal numbers as fast as with others.
   */
  readonly shrink: boolean;
}

/** Versions of the operator sets that a graph for `target` may use, by domain. */
export function opsetsOf({ block }: Target): Record<string, number> {
  return block > 0 ? { "": OPSET, "com.microsoft.nchwc": 1 } : { "": OPSET };
}

/** Names of the targets. */
export type TargetName = "portable" | "cpu";

/**
 * The targets by name. Exported files use `portable`, which has only operators of the ai.onnx
 * standard that every provider runs.
 */
export const targets: Readonly<Record<TargetName, Target>> = {
  portable: {
    name: "portable",
    block: 0,
    poolGradient: "first-max",
    fullConvTranspose: false,
    symmetricPads: false,
    channelPadding: true,
    unfoldWindows: false,
    shrink: true,
  },
  cpu: {
    name: "cpu",
    block: 0,
    poolGradient: "unpool",
    fullConvTranspose: true,
    symmetricPads: false,
    channelPadding: false,
    unfoldWindows: true,
    shrink: true,
  },
};
