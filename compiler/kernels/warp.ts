// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { type Double, doubles } from "./double.ts";

type FillMode = "reflect" | "wrap" | "constant" | "nearest";

/**
 * Maps coordinates outside of an axis of `length` pixels into it by the fill mode, as tfjs does.
 */
function mapCoordinate(lowering: Lowering, x: string, length: number, mode: FillMode): string {
  const d = doubles(lowering);
  if (mode === "constant") return x;
  if (mode === "nearest" || length <= 1) return d.clamp(0, x, length - 1);
  const period = mode === "reflect" ? 2 * length : length;
  // tfjs computes the number of periods to wrap by with `length - 1`.
  const unit = mode === "reflect" ? period : length - 1;
  const periods = (distance: string) => d.mul(d.floor(d.div(distance, unit)), period);
  let below = d.add(periods(d.neg(x)), x);
  let above = d.sub(x, periods(x));
  if (mode === "reflect") {
    below = d.where(d.less(below, -length), d.add(below, period), d.sub(d.neg(below), 1));
    above = d.where(d.less(above, length), above, d.sub(d.sub(period, above), 1));
  } else {
    below = d.add(below, length);
  }
  const outside = d.where(d.less(x, 0), below, d.where(d.less(length - 1, x), above, x));
  return d.clamp(0, outside, length - 1);
}

/**
 * Makes a function that reads pixels of images [batch, h, w, c] at doubles of shape [batch or 1,
 * pixels, 1], which must be integers. Pixels outside are `fill`.
 */
function reader(lowering: Lowering, image: Lowered, pixels: number, fill: string) {
  const d = doubles(lowering);
  const [batch, height, width, channels] = image.shape as [number, number, number, number];
  const rows = lowering.reshape(lowering.plain(image), [batch, height * width, channels]);
  return (y: string, x: string): string => {
    const inside = d.and(
      d.lessOrEqual(0, y),
      d.less(y, height),
      d.lessOrEqual(0, x),
      d.less(x, width),
    );
    const index = d.toInteger(d.where(inside, d.add(d.mul(y, width), x), 0));
    const all = lowering.emit("Expand", [index, lowering.ints([batch, pixels, 1])]);
    const found = lowering.emit("GatherND", [rows, all], { batch_dims: { i: 1 } });
    return lowering.emit("Where", [inside, found, fill]);
  };
}

interface TransformAttributes {
  interpolation: "nearest" | "bilinear";
  fillMode: FillMode;
  fillValue: number;
  outputShape?: [number, number];
}

interface RotateAttributes {
  radians: number;
  fillValue: number | [number, number, number];
  center: number | [number, number];
}

/** For each pixel of a rotated image, the position of its source pixel, or -1. */
function rotated(height: number, width: number, { radians, center }: RotateAttributes): number[] {
  const [centerX, centerY] = backend_util.getImageCenter(center, height, width);
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  return Array.from({ length: height * width }, (_, i) => {
    const [dx, dy] = [i % width - centerX, Math.floor(i / width) - centerY];
    const x = Math.round(dx * cos - dy * sin + centerX);
    const y = Math.round(dx * sin + dy * cos + centerY);
    return x >= 0 && x < width && y >= 0 && y < height ? y * width + x : -1;
  });
}

/** Kernels that move the pixels of images. */
export const warping: KernelTable = {
  RotateWithOffset: kernel<RotateAttributes>({
    infer: ({ image }) => ({ shape: image!.shape, dtype: image!.dtype }),
    lower: (lowering, { image }, attributes) => {
      const [batch, height, width, channels] = image!.shape as [number, number, number, number];
      const { fillValue } = attributes;
      const sources = rotated(height, width, attributes);
      const pixels = lowering.reshape(lowering.plain(image!), [batch, height * width, channels]);
      const positions = lowering.ints(sources.map((source) => Math.max(source, 0)));
      const found = lowering.emit("Gather", [pixels, positions], { axis: { i: 1 } });
      const inside = lowering.constant(
        "bool",
        [sources.length, 1],
        Uint8Array.from(sources, (source) => source < 0 ? 0 : 1),
        "inside",
      );
      // The fourth channel is opacity.
      const fills = Float32Array.from(
        { length: channels },
        (_, i) => typeof fillValue === "number" ? fillValue : i === 3 ? 255 : fillValue[i]!,
      );
      const fill = lowering.constant("float32", [channels], fills, "fill");
      const name = lowering.reshape(
        lowering.emit("Where", [inside, found, fill]),
        image!.shape,
      );
      return lowering.value(name, image!.shape, image!.dtype);
    },
  }),

  // Transforms every image of a batch. tfjs's cpu backend stops after the first
  // (`testing/repairs.ts`).
  Transform: kernel<TransformAttributes>({
    infer: ({ image }, { outputShape }) => {
      const [batch, height, width, channels] = image!.shape as [number, number, number, number];
      const size = outputShape ?? [height, width];
      return { shape: [batch, ...size, channels], dtype: image!.dtype };
    },
    lower: (lowering, { image, transforms }, attributes, { outputs }) => {
      const { interpolation, fillMode, fillValue } = attributes;
      const d = doubles(lowering);
      const { shape } = outputs[0]!;
      const [, height, width] = shape as [number, number, number];
      const [, imageHeight, imageWidth] = image!.shape as [number, number, number];
      const count = transforms!.shape[0]!;
      const table = lowering.reshape(d.from(lowering.plain(transforms!)), [count, 8, 1, 1]);
      const t = lowering.emitMany(
        "Split",
        [table, lowering.ints(Array(8).fill(1))],
        { axis: { i: 1 } },
        8,
      );
      const [column, row] = [d.positions(width, 3, 4), d.positions(height, 2, 4)];
      const map = (a: number, offset: Double) =>
        d.add(d.add(d.mul(t[a]!, column), d.mul(t[a + 1]!, row)), offset);
      const pixels = height * width;
      const list = (name: string) => lowering.reshape(name, [count, pixels, 1]);
      const projection = list(map(6, 1));
      const infinite = d.equal(projection, 0);
      const divisor = d.where(infinite, 1, projection);
      const coordinate = (a: number, length: number) =>
        d.add(
          mapCoordinate(lowering, d.div(list(map(a, t[a + 2]!)), divisor), length, fillMode),
          0,
        );
      const x = coordinate(0, imageWidth);
      const y = coordinate(3, imageHeight);
      const fill = lowering.scalar(fillValue);
      const read = reader(lowering, image!, pixels, fill);
      const mix = (a: string, weightA: string, b: string, weightB: string) =>
        lowering.emit("Add", [
          lowering.emit("Mul", [weightA, a]),
          lowering.emit("Mul", [weightB, b]),
        ]);
      const found = () => {
        if (interpolation === "nearest") return read(d.round(y), d.round(x));
        const [top, left] = [d.floor(y), d.floor(x)];
        const [bottom, right] = [d.add(top, 1), d.add(left, 1)];
        const [fromLeft, fromTop] = [d.toFloat(d.sub(x, left)), d.toFloat(d.sub(y, top))];
        const [fromRight, fromBottom] = [d.toFloat(d.sub(right, x)), d.toFloat(d.sub(bottom, y))];
        return mix(
          mix(read(top, left), fromRight, read(top, right), fromLeft),
          fromBottom,
          mix(read(bottom, left), fromRight, read(bottom, right), fromLeft),
          fromTop,
        );
      };
      const name = lowering.emit("Where", [infinite, fill, found()]);
      return lowering.value(lowering.reshape(name, shape), shape);
    },
  }),
};
