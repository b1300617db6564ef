// This module is browser compatible.

import type { backend_util } from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import type { Lowering } from "../lowering.ts";
import type { OnnxAttribute } from "../../onnx/model.ts";
import { describeSite } from "../site.ts";

/**
 * Where the windows of a convolution or a pooling lie; every list has one number for each spatial
 * axis, but `pads` two.
 */
export interface Windows {
  /** Lengths of what the windows look at. */
  readonly input: readonly number[];
  /** How many windows there are. */
  readonly output: readonly number[];
  /** How many elements a window sees: its taps. */
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /**
   * How far the windows reach over the input, in front for all axes, then behind. Negative where
   * they leave elements out: behind the last window, when the stride leaves some over; in 3D with
   * padding "same" also in front of the first.
   */
  readonly pads: readonly number[];
}

type Info = ReturnType<
  typeof backend_util.computeConv2DInfo | typeof backend_util.computeConv3DInfo
>;

/** tfjs's names of the spatial axes, and of the padding in front of them. */
const AXES = [["Depth", "front"], ["Height", "top"], ["Width", "left"]] as const;

/** The windows of what tfjs's `computeConv2DInfo` or `computeConv3DInfo` has worked out. */
export function windowsOf(info: Info): Windows {
  const axes = "inDepth" in info ? AXES : AXES.slice(1);
  const numbers = { ...info, ...info.padInfo } as unknown as Record<string, number>;
  const of = (what: string) => axes.map(([axis]) => numbers[`${what}${axis}`]!);
  const negative = of("out").some((count) => count < 0);
  if (negative) {
    throw new WeftError(
      "compiler",
      `Cannot compile windows of [${of("filter")}] with dilation [${of("dilation")}] over ` +
        `[${of("in")}]: they do not fit (called by ${describeSite(new Error())})`,
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

/** All padding of windows that begin `front` before the input. */
export function padsOf(windows: Omit<Windows, "pads">, front: readonly number[]): number[] {
  const { input, output, strides } = windows;
  const sizes = windowSizes(windows);
  const behind = input.map((length, i) =>
    (output[i]! - 1) * strides[i]! + sizes[i]! - length - front[i]!
  );
  return [...front, ...behind];
}

/** From the first to the last tap of a window, dilation included. */
export function windowSizes({ kernel, dilations }: Omit<Windows, "pads">): number[] {
  return kernel.map((taps, i) => (taps - 1) * dilations[i]! + 1);
}

/**
 * ONNX's attributes for windows that see all of the input, but for fewer elements at the end than a
 * stride.
 */
export function windowAttributes(
  { kernel, strides, dilations, pads }: Windows,
): Record<string, OnnxAttribute> {
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    pads: { ints: pads.map((pad) => Math.max(0, pad)) },
    ...(dilations.some((dilation) => dilation !== 1) ? { dilations: { ints: dilations } } : {}),
  };
}

/**
 * How many elements no window sees, in front for all axes, then behind. Those behind that are fewer
 * than a stride are left out by ONNX by itself, and count with `all` only.
 */
export function unseen({ pads, strides }: Windows, all = false): number[] {
  return pads.map((pad, i) => {
    const behind = i >= strides.length;
    return behind && !all && -pad < strides[i - strides.length]! ? 0 : Math.max(0, -pad);
  });
}

/**
 * The same windows over an input without so many elements in front and behind that none of them
 * sees.
 */
export function without<W extends Windows>(windows: W, cut: readonly number[]): W {
  const rank = windows.input.length;
  return {
    ...windows,
    input: windows.input.map((length, i) => length - cut[i]! - cut[i + rank]!),
    pads: windows.pads.map((pad, i) => pad + cut[i]!),
  };
}

/**
 * Cuts off what no window sees of `x`, [n, c, ...input], and returns what is left with the same
 * windows over it.
 */
export function cropped<W extends Windows>(
  lowering: Lowering,
  x: string,
  windows: W,
  all = false,
): { x: string; windows: W } {
  const cut = unseen(windows, all);
  if (cut.every((length) => length === 0)) return { x, windows };
  const left = without(windows, cut);
  return { x: sliced(lowering, x, cut.slice(0, left.input.length), left.input), windows: left };
}

/**
 * The windows over the result that give the input's gradient, at stride 1 and where each of these
 * windows sees something.
 */
export function transposedWindows<W extends Windows>(windows: W): W {
  const { input, output, pads } = windows;
  const sizes = windowSizes(windows);
  const reverse = pads.map((pad, i) => sizes[i % sizes.length]! - 1 - pad);
  return { ...windows, input: output, output: input, pads: reverse };
}

/**
 * The windows that see any of the input, and how many do not, in front for all axes, then behind.
 */
export function seeing<W extends Windows>(all: W): { windows: W; blind: number[] } {
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
  const blind = [...first, ...output.map((windows, i) => windows - first[i]! - count[i]!)];
  const windows = {
    ...all,
    output: count,
    pads: pads.map((pad, i) => pad - blind[i]! * strides[i % rank]!),
  };
  return { windows, blind };
}

/**
 * `length` elements from `start` on along the spatial axes of a tensor [n, c, ...], each `step`
 * after the one before.
 */
export function sliced(
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
 * Puts so much of a number (given by its name, else 0) around the spatial axes of a tensor [n, c,
 * ...]: in front, then behind.
 */
export function surrounded(
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
 * What each tap of the windows sees, [n, c, ...output] for a tap, in row-major order of taps.
 * Outside of `x`, which is [n, c, ...input], they see the number named `outside`.
 */
export function tapsOf(
  lowering: Lowering,
  x: string,
  windows: Windows,
  outside: string,
): string[] {
  const { output, strides, dilations, pads } = windows;
  const padded = surrounded(lowering, x, pads.map((pad) => Math.max(0, pad)), outside);
  return tapPositions(windows).map((position) => {
    const start = position.map((tap, i) => tap * dilations[i]! + Math.max(0, -pads[i]!));
    return sliced(lowering, padded, start, output, strides);
  });
}

/** The place of each tap in its window, in row-major order. */
export function tapPositions({ kernel }: Pick<Windows, "kernel">): number[][] {
  return kernel.reduce<number[][]>(
    (positions, taps) =>
      positions.flatMap((position) => Array.from({ length: taps }, (_, tap) => [...position, tap])),
    [[]],
  );
}
