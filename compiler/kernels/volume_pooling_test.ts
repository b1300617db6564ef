import * as tf from "@tensorflow/tfjs";
import { agrees, type Case, integers, numbers, random } from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { volumePooling } from "./volume_pooling.ts";

type Triple = number | [number, number, number];
type Padding = "same" | "valid" | number;
type Five = readonly [number, number, number, number, number];

const windows: readonly (readonly [string, Five, Triple, Triple, Padding])[] = [
  ["1 x 1 x 1", [1, 2, 2, 2, 2], 1, 1, "valid"],
  ["1 x 1 x 1, stride 2, same, even", [1, 4, 2, 4, 2], 1, 2, "same"],
  ["2 x 2 x 2", [2, 4, 2, 4, 2], 2, 2, "valid"],
  ["2 x 2 x 2, rows left over", [1, 5, 3, 4, 1], 2, 2, "valid"],
  ["2 x 2 x 2, odd size, same", [1, 3, 3, 3, 1], 2, 2, "same"],
  ["2 x 2 x 2, stride 1, same", [1, 3, 2, 4, 2], 2, 1, "same"],
  ["3 x 2 x 2, stride 2", [1, 5, 4, 4, 1], [3, 2, 2], 2, "same"],
  // tfjs's gradient of max pooling is wrong in windows whose height is not their width.
  ["1 x 2 x 3, stride 1", [1, 2, 4, 5, 2], [1, 2, 3], 1, "same"],
  ["2 x 3 x 1, stride 2", [1, 4, 5, 4, 1], [2, 3, 1], 2, "valid"],
  ["2 x 3 x 2, windows side by side", [1, 4, 6, 4, 1], [2, 3, 2], [2, 3, 2], "valid"],
  ["3 x 3 x 3, stride 2, padding 1", [1, 4, 5, 3, 1], 3, 2, 1],
  ["2 x 2 x 2, padding in which whole windows lie", [1, 2, 2, 2, 1], 2, 1, 2],
  ["2 x 2 x 2, stride 4, same", [1, 8, 5, 6, 1], 2, 4, "same"],
  ["the whole volume", [2, 2, 3, 2, 2], [2, 3, 2], 1, "valid"],
  ["larger than the volume, same", [1, 1, 2, 2, 1], 3, 1, "same"],
  ["of no volumes", [0, 2, 2, 2, 1], 2, 2, "valid"],
];

const cases: readonly Case[] = [
  ...windows.flatMap(([name, input, size, stride, padding]) => [
    agrees(
      `MaxPool3D ${name}`,
      [random(input)],
      (x) => tf.maxPool3d(x, size, stride, padding),
    ),
    agrees(
      `AvgPool3D ${name}`,
      [random(input)],
      (x) => tf.avgPool3d(x, size, stride, padding),
    ),
    agrees(
      `MaxPool3D ${name}, with ties, of which the last one counts,`,
      [numbers(input, [1, 2, 2, 0, 1, 2, 2, 1, 1])],
      (x) => tf.maxPool3d(x, size, stride, padding),
    ),
  ]),
  ...(["floor", "round", "ceil"] as const).flatMap((rounding) => [
    agrees(
      `MaxPool3D whose size is rounded by ${rounding}`,
      [random([1, 4, 4, 5, 1])],
      (x) => tf.maxPool3d(x, 3, 2, 0, rounding),
    ),
    agrees(
      `AvgPool3D whose size is rounded by ${rounding}`,
      [random([1, 4, 4, 5, 1])],
      (x) => tf.avgPool3d(x, 3, 2, 0, rounding),
    ),
  ]),
  agrees(
    "Pooling of a volume without a batch",
    [random([4, 4, 4, 2])],
    (x) => tf.add(tf.maxPool3d(x, 2, 2, "valid"), tf.avgPool3d(x, 2, 2, "valid")),
  ),
  agrees(
    "MaxPool3D of whole numbers, which become real,",
    [integers([1, 4, 4, 4, 2], -9, 9)],
    (x) => tf.maxPool3d(x, 2, 1, "same"),
  ),
  agrees(
    "Pooling between convolutions of volumes",
    [random([1, 4, 4, 4, 2]), random([2, 2, 2, 2, 2]), random([2, 2, 2, 2, 1])],
    (x, first, second) =>
      tf.conv3d(tf.avgPool3d(tf.conv3d(x, first, 1, "same"), 2, 2, "valid"), second, 1, "same"),
  ),
];

testKernels("pooling of volumes", volumePooling, cases);
