import * as tf from "@tensorflow/tfjs";
import { agrees, type Case, integers, numbers, random } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { poolArgmax } from "./pool_argmax.ts";

type Padding = "same" | "valid" | number;
type Pair = number | [number, number];

const found = (
  x: tf.Tensor,
  size: Pair,
  stride: Pair,
  padding: Padding,
  includeBatchInIndex = false,
) => {
  const { result, indexes } = tf.maxPoolWithArgmax(
    x as tf.Tensor4D,
    size,
    stride,
    padding,
    includeBatchInIndex,
  );
  return [result!, indexes!];
};

const cases: readonly Case[] = [
  ...[false, true].flatMap((includeBatchInIndex) =>
    ([
      ["2 x 2", 2, 2, "valid"],
      ["2 x 2, stride 1, same", 2, 1, "same"],
      ["3 x 2, stride 2 by 3, same", [3, 2], [2, 3], "same"],
      ["3 x 3, padding 1", 3, 1, 1],
      ["2 x 2, padding in which whole windows lie", 2, 1, 3],
      ["1 x 1", 1, 1, "valid"],
    ] as [string, Pair, Pair, Padding][]).map(([name, size, stride, padding]) =>
      agrees(
        `MaxPoolWithArgmax ${name}${includeBatchInIndex ? ", counted through the batch" : ""}`,
        [random([3, 4, 5, 2])],
        (x) => found(x, size, stride, padding, includeBatchInIndex),
      )
    )
  ),
  agrees(
    "MaxPoolWithArgmax with ties",
    [numbers([2, 4, 5, 2], [1, 2, 2, 0, 1, 2, 2, 1, 1])],
    (x) => found(x, 2, 1, "same", true),
  ),
  agrees(
    "MaxPoolWithArgmax ignores NaN, and finds nothing above -Infinity",
    [numbers([1, 4, 6, 1], [NaN, 1, 2, NaN, NaN, -Infinity, NaN, 0, Infinity, -1, -Infinity])],
    (x) => found(x, 2, 2, "same"),
  ),
  agrees(
    "MaxPoolWithArgmax of whole numbers",
    [integers([2, 4, 5, 2], -(2 ** 30), 2 ** 30)],
    (x) => found(x, 2, 2, "same"),
  ),
  agrees("MaxPoolWithArgmax of no images", [random([0, 4, 5, 2])], (x) => found(x, 2, 2, "same")),
];

testKernels("max pooling with positions", poolArgmax, cases);
