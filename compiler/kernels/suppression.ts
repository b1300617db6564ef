// This module is browser compatible.

import { elementType } from "../../onnx/element_type.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowering } from "../lowering.ts";
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

/** Inputs of a suppression: names of tensors in the graph, and thresholds. */
export interface BoxSelection {
  /** Corners of boxes, float32 [boxes, 4]. */
  readonly boxes: string;
  /** A score for each box, float32 [boxes]. */
  readonly scores: string;
  /** The number of boxes to select at most, int64 [1]. */
  readonly count: string;
  /** A box is dropped that overlaps a better one by this or more, above 0. */
  readonly iouThreshold: number;
  /** A box is dropped that has this score or a lower one. */
  readonly scoreThreshold: number;
}

/**
 * The positions of the boxes with the highest scores of those that overlap, int64 [selected], the
 * best first.
 */
export function selectBoxes(
  lowering: Lowering,
  { boxes, scores, count, iouThreshold, scoreThreshold }: BoxSelection,
): string {
  // tfjs drops a box that overlaps by the threshold or more, ONNX one that overlaps by more.
  const selected = lowering.emit("NonMaxSuppression", [
    lowering.emit("Unsqueeze", [boxes, lowering.ints([0])]),
    lowering.emit("Unsqueeze", [scores, lowering.ints([0, 1])]),
    count,
    lowering.scalar(below(iouThreshold)),
    lowering.scalar(scoreThreshold),
  ]);
  // Each row has the numbers of an image, a class and a box.
  const column = lowering.scalar(2, "int64");
  return lowering.emit("Gather", [selected, column], { axis: { i: 1 } });
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
      const positions = selectBoxes(lowering, {
        boxes: lowering.plain(boxes!),
        scores: lowering.plain(scores!),
        count: lowering.ints([maxOutputSize]),
        iouThreshold,
        scoreThreshold,
      });
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
