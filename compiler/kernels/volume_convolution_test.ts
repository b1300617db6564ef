import * as tf from "@tensorflow/tfjs";
import { agrees, type Case, integers, random } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { volumeConvolution } from "./volume_convolution.ts";

type Triple = number | [number, number, number];
type Padding = "same" | "valid" | number;
type Five = readonly [number, number, number, number, number];

/** [what, input, filter, stride, padding]; each with the gradients by input and by filter. */
const windows: readonly (readonly [string, Five, Five, Triple, Padding])[] = [
  ["1 x 1 x 1", [1, 2, 3, 1, 3], [1, 1, 1, 3, 3], 1, "valid"],
  ["2 x 2 x 2, valid", [1, 4, 2, 3, 3], [2, 2, 2, 3, 3], 1, "valid"],
  ["2 x 2 x 2, same", [2, 3, 4, 3, 2], [2, 2, 2, 2, 1], 1, "same"],
  ["3 x 3 x 3, same", [1, 3, 4, 5, 2], [3, 3, 3, 2, 2], 1, "same"],
  ["not cubic, stride 2 by 3 by 1, same", [1, 5, 8, 7, 1], [1, 2, 3, 1, 1], [2, 3, 1], "same"],
  ["2 x 2 x 2, stride 2, valid, rows left over", [1, 4, 3, 5, 2], [2, 2, 2, 2, 1], 2, "valid"],
  ["3 x 2 x 1, stride 3, valid", [1, 6, 7, 8, 2], [3, 2, 1, 2, 3], 3, "valid"],
  ["2 x 2 x 2, stride 2, same", [1, 4, 2, 3, 3], [2, 2, 2, 3, 3], 2, "same"],
  // With a stride wider than the window, tfjs starts after the first element.
  ["1 x 1 x 1, stride 2, same, even", [1, 4, 3, 4, 2], [1, 1, 1, 2, 2], 2, "same"],
  ["2 x 1 x 2, stride 4, same", [2, 8, 4, 5, 1], [2, 1, 2, 1, 2], 4, "same"],
  ["2 x 2 x 2, stride 3, same", [1, 7, 7, 7, 1], [2, 2, 2, 1, 1], 3, "same"],
  ["padding 1", [1, 3, 3, 4, 2], [3, 3, 3, 2, 1], 1, 1],
  ["padding 1, stride 2", [1, 3, 4, 5, 2], [2, 3, 2, 2, 1], 2, 1],
  ["padding in which whole windows lie", [1, 2, 2, 2, 1], [1, 2, 1, 1, 2], 2, 3],
  ["larger than the volume, same", [1, 1, 2, 2, 1], [3, 4, 5, 1, 1], 1, "same"],
  ["of no volumes", [0, 2, 2, 2, 1], [2, 2, 2, 1, 1], 1, "same"],
  ["that fits nowhere", [1, 1, 4, 4, 1], [2, 2, 2, 1, 1], 1, "valid"],
];

const cases: readonly Case[] = [
  ...windows.map(([name, input, filter, stride, padding]) =>
    agrees(
      `Convolution of volumes ${name}`,
      [random(input), random(filter)],
      (x, filter) => tf.conv3d(x, filter, stride, padding as "same"),
    )
  ),
  ...(["same", "valid"] as const).map((padding) =>
    agrees(
      `Convolution of volumes with dilation, ${padding}`,
      [random([1, 5, 6, 5, 2]), random([2, 2, 3, 2, 2])],
      (x, filter) => tf.conv3d(x, filter, 1, padding, "NDHWC", [1, 3, 2]),
      { gradients: false }, // tfjs has none
    )
  ),
  agrees(
    "Convolution of a volume without a batch",
    [random([3, 3, 4, 2]), random([2, 2, 2, 2, 1])],
    (x, filter) => tf.conv3d(x, filter, 1, "same"),
  ),
  agrees(
    "Two convolutions of volumes with a bias and a relu between",
    [random([2, 4, 3, 4, 2]), random([2, 3, 2, 2, 3]), random([3]), random([2, 2, 2, 3, 1])],
    (x, first, bias, second) =>
      tf.conv3d(tf.relu(tf.add(tf.conv3d(x, first, 1, "same"), bias)), second, 2, "same"),
  ),
  ...([
    ["valid", [2, 3, 4, 3, 2], [2, 2, 2, 2, 3], 1, "valid"],
    ["stride 2, same", [2, 4, 5, 6, 1], [3, 2, 3, 1, 2], 2, "same"],
    ["stride wider than the window", [1, 4, 6, 4, 1], [1, 2, 1, 1, 2], 2, "same"],
  ] as [string, Five, Five, Triple, "same" | "valid"][]).map(
    ([name, output, filter, stride, padding]) => {
      const { outShape } = tf.backend_util.computeConv3DInfo(
        [...output],
        [...filter],
        stride,
        1,
        padding,
      );
      return agrees(
        `Transposed convolution of volumes, ${name}`,
        [random(outShape as unknown as Five), random(filter)],
        (x, filter) => tf.conv3dTranspose(x, filter, [...output], stride, padding),
        { gradients: false }, // tfjs has none
      );
    },
  ),
  agrees(
    "Transposed convolution of volumes of whole numbers",
    [integers([1, 2, 2, 2, 1], -9, 9), integers([2, 2, 2, 1, 1], -9, 9)],
    (x, filter) =>
      tf.conv3dTranspose(x as tf.Tensor5D, filter as tf.Tensor5D, [1, 4, 4, 4, 1], 2, "valid"),
  ),
];

testKernels("convolution of volumes", volumeConvolution, cases);
