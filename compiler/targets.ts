// This module is browser compatible.

/** How the gradient of max pooling finds the element that won. */
export type PoolGradient = "unpool" | "first-max";

/**
 * Version of the ai.onnx operators that graphs use: old enough for every runtime and checker that
 * is still around.
 */
export const OPSET = 17;

/**
 * What the execution provider of a target does well; lowerings read it, nothing else depends on the
 * device.
 */
export interface Target {
  readonly name: TargetName;
  /**
   * Block size of ONNX Runtime's blocked CPU convolution (`com.microsoft.nchwc`), 0 to use plain
   * Conv only.
   */
  readonly block: number;
  readonly poolGradient: PoolGradient;
  /**
   * Whether ConvTranspose is right for three spatial axes, and for groups of several channels: ONNX
   * Runtime's WebGPU provider refuses the former and computes the latter wrong.
   */
  readonly convTranspose: boolean;
  /**
   * Whether ConvTranspose cuts as much off in front as behind: ONNX Runtime's CUDA provider leaves
   * others to the CPU.
   */
  readonly evenPads: boolean;
  /**
   * Whether Conv is right where the input has 6, 9, 15, 18, … channels, a multiple of 3 and not of
   * 4, and the output a multiple of 4: ONNX Runtime's WebGPU provider reads such channels in
   * threes, and computes them wrong.
   */
  readonly threes: boolean;
  /** Whether a filter's gradient may unfold the windows of the input, where that is faster. */
  readonly unfold: boolean;
}

/** Versions of the operator sets that a graph for `target` may use, by domain. */
export function opsetsOf({ block }: Target): Record<string, number> {
  return block > 0 ? { "": OPSET, "com.microsoft.nchwc": 1 } : { "": OPSET };
}

/** Names of the targets. */
export type TargetName = "portable" | "cpu";

/**
 * The targets by name. `portable` uses only what every provider and the ai.onnx standard have;
 * exported files use it.
 */
export const targets: Readonly<Record<TargetName, Target>> = {
  portable: {
    name: "portable",
    block: 0,
    poolGradient: "first-max",
    convTranspose: false,
    evenPads: false,
    threes: false,
    unfold: false,
  },
  cpu: {
    name: "cpu",
    block: 0,
    poolGradient: "unpool",
    convTranspose: true,
    evenPads: false,
    threes: true,
    unfold: true,
  },
};
