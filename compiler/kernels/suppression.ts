// This module is browser compatible.

import { elementType } from "../../onnx/element_type.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { unsupported } from "../unsupported.ts";

interface SuppressionAttributes {
  maxOutputSize: number;
  iouThreshold: number;
  scoreThreshold: number;
  padToMaxOutputSize: boolean;
}

/** The largest float32 below a positive number. */
function below(number: number): number {
  const bits = new Int32Array(Float32Array.of(number).buffer);
  bits[0]!--;
  return new Float32Array(bits.buffer)[0]!;
}

/** Kernels that keep the boxes with the highest scores of those that overlap. */
export const suppression: KernelTable = {
  NonMaxSuppressionV4: kernel<SuppressionAttributes>({
    infer: (_, { maxOutputSize, iouThreshold, padToMaxOutputSize }) => {
      if (!padToMaxOutputSize) {
        throw unsupported("NonMaxSuppressionV4 without padding, whose length depends on data");
      }
      if (!(iouThreshold > 0)) throw unsupported("NonMaxSuppressionV4 with the IoU threshold 0");
      return [{ shape: [maxOutputSize], dtype: "int32" }, { shape: [], dtype: "int32" }];
    },
    lower: (lowering, { boxes, scores }, attributes) => {
      const { maxOutputSize, iouThreshold, scoreThreshold } = attributes;
      const count = scores!.shape[0]!;
      // tfjs drops a box that overlaps by the threshold or more, ONNX one that overlaps by more.
      const selected = lowering.emit("NonMaxSuppression", [
        lowering.reshape(lowering.plain(boxes!), [1, count, 4]),
        lowering.reshape(lowering.plain(scores!), [1, 1, count]),
        lowering.ints([maxOutputSize]),
        lowering.scalar(below(iouThreshold)),
        lowering.scalar(scoreThreshold),
      ]);
      // Each row has the numbers of an image, a class and a box.
      const column = lowering.scalar(2, "int64");
      const positions = lowering.emit("Gather", [selected, column], { axis: { i: 1 } });
      const zeros = new BigInt64Array(maxOutputSize);
      const padding = lowering.constant("int64", [maxOutputSize], zeros, "padding");
      const padded = lowering.emit("Concat", [positions, padding], { axis: { i: 0 } });
      const kept = lowering.emit("Slice", [
        padded,
        lowering.ints([0]),
        lowering.ints([maxOutputSize]),
      ]);
      const found = lowering.reshape(lowering.emit("Shape", [positions]), []);
      const to = { to: { i: elementType.int32 } };
      return [
        lowering.value(lowering.emit("Cast", [kept], to), [maxOutputSize], "int32"),
        lowering.value(lowering.emit("Cast", [found], to), [], "int32"),
      ];
    },
  }),
};
