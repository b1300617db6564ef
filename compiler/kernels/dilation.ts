// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { kernel, type KernelTable } from "../kernel.ts";
import { NCHW } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { unsupported } from "../unsupported.ts";
import type { Padding } from "./conv_geometry.ts";
import { requireFloats } from "./conv_types.ts";
import { doubles } from "./double.ts";
import { cast } from "./elementwise.ts";
import { col2im } from "./col2im.ts";
import type { PoolGeometry } from "./pool_geometry.ts";
import { gradientType } from "./pooling.ts";
import { tapsOf, windowsOf } from "./windows.ts";

/** tfjs's attributes of a dilation. */
interface DilationAttributes {
  strides: number | [number, number];
  pad: Padding;
  dilations: number | [number, number];
}

type DilationInputs = Record<"x" | "filter" | "dy", Lowered>;

/**
 * The number from which tfjs's search for a maximum starts. It is the result when no sum exceeds
 * it.
 */
const LOWEST = Number.MIN_SAFE_INTEGER;

function dilationGeometry(
  { x, filter }: Record<"x" | "filter", { readonly shape: readonly number[] }>,
  { strides, pad, dilations }: DilationAttributes,
): PoolGeometry {
  const info = backend_util.computeDilation2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number],
    strides,
    pad as "same" | "valid" | number,
    "NHWC",
    dilations,
  );
  const { batchSize: batch, inChannels: channels, outShape } = info;
  return { ...windowsOf(info), batch, channels, layout: NCHW, outShape };
}

/**
 * The sums of input and filter whose maximum is taken, one tensor [n, c, ...output] for each tap.
 * They are float64, as in tfjs: rounded to float32, unequal sums of numbers like 0.1 and 0.6 become
 * equal, and the gradient goes to another tap.
 */
function sumsOf(
  lowering: Lowering,
  { x, filter }: Record<"x" | "filter", Lowered>,
  geometry: PoolGeometry,
): string[] {
  const { from } = doubles(lowering);
  const { channels, kernel: [height, width] } = geometry;
  const outside = lowering.scalar(-Infinity, "float64");
  const taps = tapsOf(lowering, from(lowering.as(x, NCHW)), geometry, outside);
  const weights = from(lowering.plain(filter));
  const rows = lowering.reshape(weights, [height! * width!, channels, 1, 1]);
  return taps.map((tap, i) => {
    const weight = lowering.emit("Gather", [rows, lowering.ints([i])], { axis: { i: 0 } });
    return lowering.emit("Add", [tap, weight]);
  });
}

/**
 * The largest sum of each window, and its tap: the first of equal ones. Both are [n, c, ...output],
 * float64 and int32.
 */
function maxima(lowering: Lowering, sums: readonly string[]): { sum: string; tap: string } {
  let sum = lowering.scalar(LOWEST, "float64");
  let tap = lowering.scalar(-1, "int32");
  sums.forEach((candidate, i) => {
    const better = lowering.emit("Greater", [candidate, sum]);
    sum = lowering.emit("Where", [better, candidate, sum]);
    tap = lowering.emit("Where", [better, lowering.scalar(i, "int32"), tap]);
  });
  return { sum, tap };
}

/**
 * The part of dy that each tap gets: all of it when it has the maximum, else 0.
 *
 * @param unclaimed Comparison of the first tap with the tap of the maximum. That is -1 when there
 * is none, as among NaN; with "LessOrEqual" the first tap then gets dy.
 */
function gradientOfTaps(
  lowering: Lowering,
  inputs: DilationInputs,
  geometry: PoolGeometry,
  unclaimed: "Equal" | "LessOrEqual",
): string[] {
  const sums = sumsOf(lowering, inputs, geometry);
  const { tap } = maxima(lowering, sums);
  const dy = lowering.as(inputs.dy, NCHW);
  return sums.map((_, i) => {
    const won = lowering.emit(i === 0 ? unclaimed : "Equal", [tap, lowering.scalar(i, "int32")]);
    return lowering.emit("Where", [won, dy, lowering.scalar(0)]);
  });
}

/**
 * True when no tap of some window lies in the input. tfjs then adds the window's dy to the nearest
 * corner.
 */
function hasWindowOutside(
  { input, output, kernel, strides, dilations, pads }: PoolGeometry,
): boolean {
  return input.some((length, axis) =>
    Array.from({ length: output[axis]! }).some((_, window) =>
      Array.from({ length: kernel[axis]! }).every((_, tap) => {
        const place = window * strides[axis]! + tap * dilations[axis]! - pads[axis]!;
        return place < 0 || place >= length;
      })
    )
  );
}

/**
 * Grey-scale morphological dilation, the largest sum of a window and a filter, and its gradients.
 */
export const dilation: KernelTable = {
  Dilation2D: kernel<DilationAttributes>({
    infer: ({ x, filter }, attributes) => {
      const { outShape } = dilationGeometry({ x: x!, filter: filter! }, attributes);
      return { shape: outShape, dtype: x!.dtype };
    },
    lower: (lowering, inputs, attributes) => {
      const { x, filter } = inputs as DilationInputs;
      const geometry = dilationGeometry({ x, filter }, attributes);
      const { sum } = maxima(lowering, sumsOf(lowering, { x, filter }, geometry));
      const result = { name: sum, shape: geometry.outShape, layout: NCHW } as const;
      return cast(lowering, { ...result, dtype: "float64" }, x.dtype);
    },
  }),

  Dilation2DBackpropInput: kernel<DilationAttributes>({
    infer: ({ x, filter, dy }, attributes) => {
      requireFloats("Dilation2DBackpropInput", { x: x!, filter: filter! });
      if (hasWindowOutside(dilationGeometry({ x: x!, filter: filter! }, attributes))) {
        throw unsupported("Dilation2DBackpropInput with windows outside of the input");
      }
      return gradientType(x!, dy!);
    },
    lower: (lowering, inputs, attributes) => {
      const { x } = inputs as DilationInputs;
      const geometry = dilationGeometry(inputs as DilationInputs, attributes);
      const name = col2im(
        lowering,
        gradientOfTaps(lowering, inputs as DilationInputs, geometry, "Equal"),
        geometry,
      );
      return { name, shape: x.shape, dtype: "float32", layout: NCHW };
    },
  }),

  Dilation2DBackpropFilter: kernel<DilationAttributes>({
    infer: (inputs) => {
      requireFloats("Dilation2DBackpropFilter", inputs);
      return gradientType(inputs.filter!, inputs.dy!);
    },
    lower: (lowering, inputs, attributes) => {
      const { filter } = inputs as DilationInputs;
      const geometry = dilationGeometry(inputs as DilationInputs, attributes);
      const rows = gradientOfTaps(lowering, inputs as DilationInputs, geometry, "LessOrEqual").map(
        (share) => {
          const sum = lowering.emit("ReduceSum", [share, lowering.ints([0, 2, 3])], {
            keepdims: { i: 0 },
          });
          return lowering.reshape(sum, [1, geometry.channels]);
        },
      );
      const name = lowering.emit("Concat", rows, { axis: { i: 0 } });
      return lowering.value(lowering.reshape(name, filter.shape), filter.shape);
    },
  }),
};
