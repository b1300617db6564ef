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
import { placedTaps } from "./placed_taps.ts";
import type { PoolGeometry } from "./pool_geometry.ts";
import { gradientType } from "./pooling.ts";
import { tapsOf, windowsOf } from "./windows.ts";

/** tfjs's attributes of a dilation. */
interface DilationAttributes {
  strides: number | [number, number];
  pad: Padding;
  dilations: number | [number, number];
}

type Three = Record<"x" | "filter" | "dy", Lowered>;

/** What tfjs's search for a maximum starts from; it is the result where nothing exceeds it. */
const START = Number.MIN_SAFE_INTEGER;

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
 * The sums of input and filter that compete, one result a tap, [n, c, ...output]. In float64, as
 * tfjs compares them: rounded to float32, unequal sums of numbers like 0.1 and 0.6 become ties, and
 * the gradient goes elsewhere.
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
function winners(lowering: Lowering, sums: readonly string[]): { sum: string; tap: string } {
  let sum = lowering.scalar(START, "float64");
  let tap = lowering.scalar(-1, "int32");
  sums.forEach((candidate, i) => {
    const better = lowering.emit("Greater", [candidate, sum]);
    sum = lowering.emit("Where", [better, candidate, sum]);
    tap = lowering.emit("Where", [better, lowering.scalar(i, "int32"), tap]);
  });
  return { sum, tap };
}

/**
 * What each tap gets of dy: all of it where it won, else 0.
 *
 * @param unclaimed How the first tap's number compares with the winner's: where none has won, as
 * among NaN, the winner is -1.
 */
function shares(
  lowering: Lowering,
  inputs: Three,
  geometry: PoolGeometry,
  unclaimed: "Equal" | "LessOrEqual",
): string[] {
  const sums = sumsOf(lowering, inputs, geometry);
  const { tap } = winners(lowering, sums);
  const dy = lowering.as(inputs.dy, NCHW);
  return sums.map((_, i) => {
    const won = lowering.emit(i === 0 ? unclaimed : "Equal", [tap, lowering.scalar(i, "int32")]);
    return lowering.emit("Where", [won, dy, lowering.scalar(0)]);
  });
}

/**
 * True when some window lies around the input with all of its taps. tfjs then gives its dy to the
 * nearest corner.
 */
function missesInput({ input, output, kernel, strides, dilations, pads }: PoolGeometry): boolean {
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
      const { x, filter } = inputs as Three;
      const geometry = dilationGeometry({ x, filter }, attributes);
      const { sum } = winners(lowering, sumsOf(lowering, { x, filter }, geometry));
      const result = { name: sum, shape: geometry.outShape, layout: NCHW } as const;
      return cast(lowering, { ...result, dtype: "float64" }, x.dtype);
    },
  }),

  Dilation2DBackpropInput: kernel<DilationAttributes>({
    infer: ({ x, filter, dy }, attributes) => {
      requireFloats("Dilation2DBackpropInput", { x: x!, filter: filter! });
      if (missesInput(dilationGeometry({ x: x!, filter: filter! }, attributes))) {
        throw unsupported("Dilation2DBackpropInput with windows that see nothing of the input");
      }
      return gradientType(x!, dy!);
    },
    lower: (lowering, inputs, attributes) => {
      const { x } = inputs as Three;
      const geometry = dilationGeometry(inputs as Three, attributes);
      const name = placedTaps(
        lowering,
        shares(lowering, inputs as Three, geometry, "Equal"),
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
      const { filter } = inputs as Three;
      const geometry = dilationGeometry(inputs as Three, attributes);
      const rows = shares(lowering, inputs as Three, geometry, "LessOrEqual").map((share) => {
        const sum = lowering.emit("ReduceSum", [share, lowering.ints([0, 2, 3])], {
          keepdims: { i: 0 },
        });
        return lowering.reshape(sum, [1, geometry.channels]);
      });
      const name = lowering.emit("Concat", rows, { axis: { i: 0 } });
      return lowering.value(lowering.reshape(name, filter.shape), filter.shape);
    },
  }),
};
