// This module is browser compatible.

import type { backend_util } from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import type { Lowering } from "../lowering.ts";
import type { AttributeValue } from "../../onnx/make.ts";
import { describeCallSite } from "../call_site.ts";

/**
 * The windows of a convolution or a pooling. Every list has one number for each spatial axis,
 * `pads` has two.
 */
export interface Windows {
  /** Spatial lengths of the input. */
  readonly input: readonly number[];
  /** Numbers of windows. */
  readonly output: readonly number[];
  /** Numbers of taps, the elements of a window. */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /**
   * Padding of the input: before the first element for all axes, then after the last. It is
   * negative when elements are in no window: after the last window, when the stride leaves a
   * remainder; in 3D with padding "same" also before the first window.
   */
  readonly pads: readonly number[];
}

type Info = ReturnType<
  typeof backend_util.computeConv2DInfo | typeof backend_util.computeConv3DInfo
>;

/** tfjs's names of the spatial axes, and of the padding in front of them. */
const AXES = [["Depth", "front"], ["Height", "top"], ["Width", "left"]] as const;

/** The windows in the result of tfjs's `computeConv2DInfo` or `computeConv3DInfo`. */
export function windowsOf(info: Info): Windows {
  const axes = "inDepth" in info ? AXES : AXES.slice(1);
  const numbers = { ...info, ...info.padInfo } as unknown as Record<string, number>;
  const of = (what: string) => axes.map(([axis]) => numbers[`${what}${axis}`]!);
  const negative = of("out").some((count) => count < 0);
  if (negative) {
    throw new WeftError(
      "compiler",
      `Cannot compile windows of [${of("filter")}] with dilation [${of("dilation")}] over ` +
        `[${of("in")}]: they do not fit (called by ${describeCallSite(new Error())})`,
      "Make the windows smaller, or pad the input",
    );
  }
  const windows = {
    input: of("in"),
    output: of("out"),
    kernel: of("filter"),
    strides: of("stride"),
    dilations: of("dilation"),
  };
  return { ...windows, pads: padsOf(windows, axes.map(([, front]) => numbers[front]!)) };
}

/** The padding of windows, from the padding before the input. */
export function padsOf(windows: Omit<Windows, "pads">, front: readonly number[]): number[] {
  const { input, output, strides } = windows;
  const sizes = windowSizes(windows);
  const behind = input.map((length, i) =>
    (output[i]! - 1) * strides[i]! + sizes[i]! - length - front[i]!
  );
  return [...front, ...behind];
}

/** The size of a window from the first to the last tap, dilation included. */
export function windowSizes({ kernel, dilations }: Omit<Windows, "pads">): number[] {
  return kernel.map((taps, i) => (taps - 1) * dilations[i]! + 1);
}

/**
 * ONNX's attributes of windows. Fewer elements than a stride may follow the last window, and none
 * may precede the first.
 */
export function windowAttributes(
  { kernel, strides, dilations, pads }: Windows,
): Record<string, AttributeValue> {
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    pads: { ints: pads.map((pad) => Math.max(0, pad)) },
    ...(dilations.some((dilation) => dilation !== 1) ? { dilations: { ints: dilations } } : {}),
  };
}

/**
 * Numbers of elements that are in no window: before the first window for all axes, then after the
 * last. ONNX ignores elements after the last window if they are fewer than a stride; they count
 * only with `all`.
 */
export function uncovered({ pads, strides }: Windows, all = false): number[] {
  return pads.map((pad, i) => {
    const behind = i >= strides.length;
    return behind && !all && -pad < strides[i - strides.length]! ? 0 : Math.max(0, -pad);
  });
}

/** The same windows over an input without `cut` elements at its ends, which are in no window. */
export function trimmed<W extends Windows>(windows: W, cut: readonly number[]): W {
  const rank = windows.input.length;
  return {
    ...windows,
    input: windows.input.map((length, i) => length - cut[i]! - cut[i + rank]!),
    pads: windows.pads.map((pad, i) => pad + cut[i]!),
  };
}

/**
 * Crops the elements of `x` [n, c, ...input] that are in no window, and returns the rest with the
 * same windows over it.
 */
export function cropUncovered<W extends Windows>(
  lowering: Lowering,
  x: string,
  windows: W,
  all = false,
): { x: string; windows: W } {
  const cut = uncovered(windows, all);
  if (cut.every((length) => length === 0)) return { x, windows };
  const left = trimmed(windows, cut);
  return {
    x: sliceSpatial(lowering, x, cut.slice(0, left.input.length), left.input),
    windows: left,
  };
}

/**
 * The windows over the output that compute the input's gradient, for stride 1 and windows that all
 * overlap the input.
 */
export function transposedWindows<W extends Windows>(windows: W): W {
  const { input, output, pads } = windows;
  const sizes = windowSizes(windows);
  const reverse = pads.map((pad, i) => sizes[i % sizes.length]! - 1 - pad);
  return { ...windows, input: output, output: input, pads: reverse };
}

/**
 * The windows that overlap the input, and the numbers of windows outside of it: before the input
 * for all axes, then after it.
 */
export function overlapping<W extends Windows>(all: W): { windows: W; outside: number[] } {
  const { input, output, strides, pads } = all;
  const sizes = windowSizes(all);
  const rank = input.length;
  const first = input.map((_, i) =>
    Math.max(0, Math.floor((pads[i]! - sizes[i]!) / strides[i]!) + 1)
  );
  const count = input.map((length, i) => {
    const end = Math.min(output[i]!, Math.floor((length - 1 + pads[i]!) / strides[i]!) + 1);
    return Math.max(0, end - first[i]!);
  });
  const outside = [...first, ...output.map((windows, i) => windows - first[i]! - count[i]!)];
  const windows = {
    ...all,
    output: count,
    pads: pads.map((pad, i) => pad - outside[i]! * strides[i % rank]!),
  };
  return { windows, outside };
}

/**
 * Slices the spatial axes of a tensor [n, c, ...]: `length` elements from `start` on, `step` apart.
 */
export function sliceSpatial(
  lowering: Lowering,
  x: string,
  start: readonly number[],
  length: readonly number[],
  step: readonly number[] = length.map(() => 1),
): string {
  return lowering.emit("Slice", [
    x,
    lowering.ints(start),
    lowering.ints(start.map((first, i) => first + (length[i]! - 1) * step[i]! + 1)),
    lowering.ints(start.map((_, i) => i + 2)),
    ...(step.some((distance) => distance !== 1) ? [lowering.ints(step)] : []),
  ]);
}

/**
 * Pads the spatial axes of a tensor [n, c, ...], before for all axes, then after, with the scalar
 * named `value` or 0.
 */
export function padSpatial(
  lowering: Lowering,
  x: string,
  pads: readonly number[],
  value?: string,
): string {
  if (pads.every((pad) => pad === 0)) return x;
  const rank = pads.length / 2;
  const around = lowering.ints([0, 0, ...pads.slice(0, rank), 0, 0, ...pads.slice(rank)]);
  return lowering.emit("Pad", [x, around, ...(value === undefined ? [] : [value])]);
}

/**
 * Emits im2col: for each tap, in row-major order, the elements of `x` [n, c, ...input] at which it
 * lies in the windows. Elements outside of `x` are the scalar named `outside`.
 *
 * @returns A tensor [n, c, ...output] for each tap.
 */
export function tapsOf(
  lowering: Lowering,
  x: string,
  windows: Windows,
  outside: string,
): string[] {
  const { output, strides, dilations, pads } = windows;
  const padded = padSpatial(lowering, x, pads.map((pad) => Math.max(0, pad)), outside);
  return tapPositions(windows).map((position) => {
    const start = position.map((tap, i) => tap * dilations[i]! + Math.max(0, -pads[i]!));
    return sliceSpatial(lowering, padded, start, output, strides);
  });
}

/** The position of each tap in the window, in row-major order. */
export function tapPositions({ kernel }: Pick<Windows, "kernel">): number[][] {
  return kernel.reduce<number[][]>(
    (positions, taps) =>
      positions.flatMap((position) => Array.from({ length: taps }, (_, tap) => [...position, tap])),
    [[]],
  );
}
