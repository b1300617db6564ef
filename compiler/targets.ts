// This module is browser compatible.

/**
 * The method by which the gradient of max pooling finds the maximum: by MaxPool's indices, or by
 * comparing.
 */
export type PoolGradient = "unpool" | "first-max";

/** The algorithms of the gradient of a convolution by its filter (`kernels/filter_gradient.ts`). */
export type FilterGradientAlgorithm = "swappedConv" | "oneHotColumns" | "gatheredColumns";

/** The estimated time of an algorithm, in nanoseconds for each unit of work. */
export interface Costs {
  /** For each element of the unfolded windows (im2col). */
  readonly column: number;
  readonly multiplyAdd: number;
  /** For each element of x and of dy. */
  readonly moved: number;
}

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
  /** The algorithms of the gradient by a filter, of which the fastest is used. */
  readonly filterGradient: Readonly<Partial<Record<FilterGradientAlgorithm, Costs>>>;
  /** More unfolded elements are not used, because they would take too much memory. */
  readonly largestColumns: number;
  /**
   * The time of ConvTranspose for each element that it folds, relative to that of Conv for each
   * that it unfolds. A transposed convolution of stride 1 takes the faster one; with Infinity it is
   * always a Conv.
   */
  readonly foldCost: number;
  /**
   * True when transposed convolutions with a stride are matrix products of gathered elements.
   */
  readonly gathersTranspose: boolean;
  /**
   * The output channels up to which a convolution of stride 1 is a ConvTranspose. ONNX Runtime's
   * WebGPU provider computes that directly, and a Conv in tiles of 32 channels.
   */
  readonly directChannels: number;
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

/** Names of the targets: the portable one, and one for the training steps of each backend. */
export type TargetName = "portable" | "cpu" | "wasm" | "webgpu" | "cuda";

/** The costs of the only algorithm of a target. */
const ONLY: Costs = { column: 0, multiplyAdd: 0, moved: 0 };

const portable: Target = {
  name: "portable",
  block: 0,
  poolGradient: "first-max",
  fullConvTranspose: false,
  symmetricPads: false,
  channelPadding: true,
  filterGradient: { swappedConv: ONLY },
  largestColumns: 0,
  foldCost: Infinity,
  gathersTranspose: false,
  directChannels: 0,
  shrink: true,
};

const cpu: Target = {
  ...portable,
  name: "cpu",
  poolGradient: "unpool",
  fullConvTranspose: true,
  channelPadding: false,
  filterGradient: {
    swappedConv: { column: 0.26, multiplyAdd: 0.021, moved: 0.35 },
    oneHotColumns: { column: 0.37, multiplyAdd: 0.015, moved: 0.04 },
    gatheredColumns: { column: 0.24, multiplyAdd: 0.006, moved: 0.35 },
  },
  largestColumns: 2 ** 26,
  gathersTranspose: true,
};

/**
 * The targets by name. Exported files use `portable`, which has only operators of the ai.onnx
 * standard that every provider runs. docs/compiler.md says how the costs were measured; on a GPU
 * nothing was.
 */
export const targets: Readonly<Record<TargetName, Target>> = {
  portable,
  cpu,
  wasm: {
    ...cpu,
    name: "wasm",
    filterGradient: {
      oneHotColumns: { column: 1.9, multiplyAdd: 0.053, moved: 0.15 },
      gatheredColumns: { column: 0.7, multiplyAdd: 0.052, moved: 1.1 },
    },
    foldCost: 1.3,
  },
  webgpu: {
    ...portable,
    name: "webgpu",
    filterGradient: { gatheredColumns: ONLY },
    largestColumns: 2 ** 25, // 128 MiB, which every device can bind
    directChannels: 16,
  },
  cuda: {
    ...portable,
    name: "cuda",
    // A node that CUDA leaves to the CPU costs a copy there and back in every step.
    symmetricPads: true,
    filterGradient: { gatheredColumns: ONLY },
    largestColumns: 2 ** 26,
    shrink: false,
  },
};
