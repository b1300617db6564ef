import * as tf from "@tensorflow/tfjs";
import {
  agrees,
  type Case,
  fromConvolution,
  numbers,
  random,
} from "../testing/agrees_with_tfjs.ts";
import { testKernels } from "../testing/test_kernels.ts";
import { reluGrad } from "./relu_grad.ts";

const cases: readonly Case[] = [
  agrees("Relu's gradient", [random([3, 4])], (x) => tf.relu(x)),
  agrees("Relu's gradient at zero", [numbers([5], [0, -0, 1, -1, 1e-30])], (x) => tf.relu(x)),
  agrees(
    "Relu's gradient of a convolution's output",
    [random([2, 3, 4, 5])],
    (x) => tf.relu(fromConvolution(x)),
  ),
  agrees(
    "Relu's gradient through two rectifiers",
    [random([3, 4])],
    (x) => tf.relu(tf.sub(tf.relu(x), 0.3)),
  ),
  agrees("Step times what is stepped", [random([3, 4])], (x) => tf.mul(tf.step(x), x)),
  agrees(
    "Step times infinity",
    [numbers([4], [-1, 0, 1, 1]), numbers([4], [Infinity, -Infinity, Infinity, -2])],
    (x, y) => tf.mul(y, tf.step(x)),
    { gradients: false },
  ),
  agrees("Step times a row", [random([3, 4]), random([4])], (x, y) => tf.mul(y, tf.step(x))),
  agrees(
    "Step with a slope times a tensor",
    [random([3, 4]), random([3, 4])],
    (x, y) => tf.mul(y, tf.step(x, 0.5)),
  ),
];

testKernels("relu gradient", reluGrad, cases);
