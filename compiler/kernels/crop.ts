// This module is browser compatible.

import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { elementType } from "../../onnx/element_type.ts";
import { doubles } from "./double.ts";
import { cast } from "./elementwise.ts";

interface CropAttributes {
  cropSize: [number, number];
  method: "bilinear" | "nearest";
  extrapolationValue: number;
}

/**
 * Makes a function that reads pixels of each box's image. Rows and columns are doubles that
 * broadcast to [boxes, h, w].
 */
function reader(lowering: Lowering, image: Lowered, box: string) {
  const { toInteger } = doubles(lowering);
  const [batch, height, width, channels] = image.shape as [number, number, number, number];
  const pixels = lowering.reshape(lowering.plain(cast(lowering, image, "float32")), [
    batch * height * width,
    channels,
  ]);
  const at = (position: string, limit: number) => {
    const number = toInteger(position);
    return lowering.emit("Max", [
      lowering.emit("Min", [number, lowering.ints([limit - 1])]),
      lowering.ints([0]),
    ]);
  };
  const times = (x: string, factor: number) => lowering.emit("Mul", [x, lowering.ints([factor])]);
  const start = times(box, height * width);
  return (row: string, column: string): string => {
    const line = lowering.emit("Add", [start, times(at(row, height), width)]);
    return lowering.emit("Gather", [pixels, lowering.emit("Add", [line, at(column, width)])]);
  };
}

/** Kernels that crop images. */
export const cropping: KernelTable = {
  CropAndResize: kernel<CropAttributes>({
    infer: ({ image, boxes }, { cropSize }) => ({
      shape: [boxes!.shape[0]!, ...cropSize, image!.shape[3]!],
      dtype: "float32",
    }),
    lower: (lowering, inputs, { cropSize, method, extrapolationValue }, { outputs }) => {
      const { image, boxes, boxInd } = inputs as Record<"image" | "boxes" | "boxInd", Lowered>;
      const d = doubles(lowering);
      const { shape } = outputs[0]!;
      const count = shape[0]!;
      const [batch, height, width] = image.shape as [number, number, number];
      const corners = lowering.emitMany(
        "Split",
        [
          lowering.reshape(d.from(lowering.plain(boxes)), [count, 4, 1]),
          lowering.ints([1, 1, 1, 1]),
        ],
        { axis: { i: 1 } },
        4,
      ) as [string, string, string, string];

      /** Coordinates of the crop's pixels along an axis of the image. */
      const positions = (low: string, high: string, crop: number, length: number, axis: number) => {
        if (crop === 1) return d.mul(d.mul(d.add(low, high), 0.5), length - 1);
        const step = d.div(d.mul(d.sub(high, low), length - 1), crop - 1);
        return d.add(d.mul(low, length - 1), d.mul(d.positions(crop, axis, 3), step));
      };
      const [y1, x1, y2, x2] = corners;
      const y = positions(y1, y2, cropSize[0], height, 1);
      const x = positions(x1, x2, cropSize[1], width, 2);
      const inside = d.and(
        d.lessOrEqual(0, y),
        d.lessOrEqual(y, height - 1),
        d.lessOrEqual(0, x),
        d.lessOrEqual(x, width - 1),
      );

      const number = lowering.emit("Cast", [lowering.plain(boxInd)], {
        to: { i: elementType.int64 },
      });
      const box = lowering.reshape(number, [count, 1, 1]);
      const last = lowering.emit("Min", [box, lowering.ints([batch - 1])]);
      const pixel = reader(lowering, image, lowering.emit("Max", [last, lowering.ints([0])]));
      const withChannel = (name: string, height: number, width: number, boxes = count) =>
        lowering.reshape(name, [boxes, height, width, 1]);
      const between = (from: string, to: string, weight: string) => {
        const difference = lowering.emit("Sub", [to, from]);
        return lowering.emit("Add", [from, lowering.emit("Mul", [difference, weight])]);
      };
      const found = () => {
        if (method === "nearest") return pixel(d.round(y), d.round(x));
        const [top, left] = [d.floor(y), d.floor(x)];
        const [bottom, right] = [d.ceil(y), d.ceil(x)];
        const across = withChannel(d.toFloat(d.sub(x, left)), 1, cropSize[1]);
        const down = withChannel(d.toFloat(d.sub(y, top)), cropSize[0], 1);
        return between(
          between(pixel(top, left), pixel(top, right), across),
          between(pixel(bottom, left), pixel(bottom, right), across),
          down,
        );
      };
      const filled = lowering.emit("Where", [
        withChannel(inside, cropSize[0], cropSize[1]),
        found(),
        lowering.scalar(extrapolationValue),
      ]);
      // tfjs gives zeros for a box whose image does not exist.
      const exists = lowering.emit("Less", [box, lowering.ints([batch])]);
      const name = lowering.emit("Where", [
        withChannel(exists, 1, 1),
        filled,
        lowering.scalar(0),
      ]);
      return lowering.value(name, shape);
    },
  }),
};
