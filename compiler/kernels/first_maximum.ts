// This module is browser compatible.

import { elementType } from "../../onnx/element_type.ts";
import { equal, sizeOf } from "../graph.ts";
import type { Lowering } from "../lowering.ts";
import { maxPoolOf } from "./blocked_pool.ts";
import type { PoolGeometry } from "./pool_geometry.ts";

/** The numbers below this one are exact in float32, also as positions. */
const EXACT = 2 ** 24;

/**
 * True for windows of 2 × 2 that do not overlap and cover the input [n, c, height, width], whose
 * positions float32 can count.
 */
export function isQuartered(windows: PoolGeometry): boolean {
  const { batch, channels, kernel, strides, pads, input } = windows;
  return equal(kernel, [2, 2]) && equal(strides, [2, 2]) && pads.every((pad) => pad <= 0) &&
    batch * channels * sizeOf(input) < EXACT;
}

/**
 * Emits the positions of the first maxima `y` of x [n, c, height, width] in windows that quarter
 * it, as MaxPool's second output has them: int64, counted from the start of x.
 *
 * ONNX Runtime's CPU provider finds positions by one comparison after the other. Without them its
 * MaxPool is a vectorized kernel, and so are the comparisons here: of the maximum with those of the
 * window's upper row and left column, and with its first element.
 */
export function firstMaxima(
  lowering: Lowering,
  x: string,
  y: string,
  { batch, channels, input, output }: PoolGeometry,
): string {
  /** 1 where the maximum is in the first rows and columns of a window, else 0. */
  const isIn = (rows: number, columns: number) => {
    const maxima = maxPoolOf(lowering, x, channels, {
      kernel_shape: { ints: [rows, columns] },
      strides: { ints: [2, 2] },
    });
    return lowering.emit("Cast", [lowering.emit("Equal", [maxima, y])], {
      to: { i: elementType.float32 },
    });
  };
  const [height, width] = input as [number, number];
  const [rows, columns] = output as [number, number];
  const upper = isIn(1, 2);
  // A maximum in the left column is the first one if it is the first element, or if none is above.
  const left = lowering.emit("Max", [
    isIn(1, 1),
    lowering.emit("Sub", [isIn(2, 1), upper]),
  ]);
  const last = Float32Array.from(
    { length: rows * columns },
    (_, i) => (2 * Math.floor(i / columns) + 1) * width + 2 * (i % columns) + 1,
  );
  const start = Float32Array.from({ length: batch * channels }, (_, i) => i * height * width);
  const inImage = lowering.emit("Sub", [
    lowering.emit("Sub", [
      lowering.constant("float32", [1, 1, rows, columns], last, "last"),
      lowering.emit("Mul", [upper, lowering.scalar(width)]),
    ]),
    left,
  ]);
  const positions = lowering.emit("Add", [
    inImage,
    lowering.constant("float32", [batch, channels, 1, 1], start, "start"),
  ]);
  return lowering.emit("Cast", [positions], { to: { i: elementType.int64 } });
}
