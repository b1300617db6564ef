import * as tf from "@tensorflow/tfjs";
import { createGenerator } from "../../data/random.ts";
import { exportOnnx } from "../export.ts";
import { assertClose, onTfjs, random, runModel } from "../testing/agrees_with_tfjs.ts";

/** Numbers for a filter, always the same. */
const filter = <T extends tf.Tensor>(...shape: number[]) =>
  tf.tensor(random(shape).make(createGenerator(5)) as Float32Array, shape) as T;

const images = [7, 6, 3];
const volumes = [4, 7, 6, 3];
type Fn = (x: tf.Tensor4D) => tf.Tensor;
const gradient = (fn: Fn): Fn => (x) => tf.grad((x) => fn(x as tf.Tensor4D))(x);

const convolution: Fn = (x) => tf.conv2d(x, filter<tf.Tensor4D>(2, 3, 3, 4), 2, "same");
const depthwise: Fn = (x) => tf.depthwiseConv2d(x, filter<tf.Tensor4D>(3, 3, 3, 2), 2, "same");
const maxPool = (size: number, stride: number): Fn => (x) => tf.maxPool(x, size, stride, "same");
const avgPool = (size: number, stride: number): Fn => (x) => tf.avgPool(x, size, stride, "same");
const dilation: Fn = (x) => tf.dilation2d(x, filter<tf.Tensor3D>(2, 2, 3), 1, "same");
const response: Fn = (x) => tf.localResponseNormalization(x, 1);

const cases: Readonly<Record<string, readonly [readonly number[], Fn]>> = {
  "convolution": [images, convolution],
  "convolution's gradient": [images, gradient(convolution)],
  "convolution of padding": [[1, 1, 3], (x) => tf.conv2d(x, filter(1, 1, 3, 2), 3, 1)],
  "convolution of signals": [
    [9, 3],
    (x) => tf.conv1d(x as unknown as tf.Tensor3D, filter(3, 3, 4), 1, "same"),
  ],
  "convolution of volumes": [
    volumes,
    (x) => tf.conv3d(x as unknown as tf.Tensor5D, filter(2, 2, 2, 3, 2), 3, "same"),
  ],
  "depthwise convolution": [images, depthwise],
  "depthwise convolution's gradient": [images, gradient(depthwise)],
  "transposed convolution": [
    images,
    (x) => tf.conv2dTranspose(x, filter(3, 3, 5, 3), [x.shape[0], 14, 12, 5], 2, "same"),
  ],
  "transposed convolution, stride 1": [
    images,
    (x) => tf.conv2dTranspose(x, filter(3, 3, 5, 3), [x.shape[0], 7, 6, 5], 1, "same"),
  ],
  "max pooling": [images, maxPool(3, 2)],
  "max pooling's gradient": [images, gradient(maxPool(3, 2))],
  "max pooling's gradient, windows side by side": [images, gradient(maxPool(2, 2))],
  "max pooling of padding": [images, (x) => tf.maxPool(x, 2, 1, 3)],
  "max pooling with positions": [images, (x) => {
    const { result, indexes } = tf.maxPoolWithArgmax(x, 2, 2, "same", true);
    return tf.add(result!, indexes!);
  }],
  "max pooling of volumes": [
    volumes,
    (x) => tf.maxPool3d(x as unknown as tf.Tensor5D, 3, 2, "same"),
  ],
  "average pooling": [images, avgPool(3, 2)],
  "average pooling's gradient": [images, gradient(avgPool(3, 2))],
  "average pooling's gradient, stride 1": [images, gradient(avgPool(3, 1))],
  "average pooling's gradient, windows side by side": [images, gradient(avgPool(2, 2))],
  "dilation": [images, dilation],
  "dilation's gradient": [images, gradient(dilation)],
  "local response normalisation": [images, response],
  "local response normalisation's gradient": [images, gradient(response)],
};

for (const [name, [shape, fn]] of Object.entries(cases)) {
  Deno.test(`a symbolic batch allows ${name}`, async () => {
    const run = ({ x }: Record<string, tf.Tensor>) => ({ y: fn(x as tf.Tensor4D) });
    const bytes = exportOnnx({
      fn: run,
      inputs: { x: { shape: [null, ...shape], dtype: "float32" } },
    });
    for (const batch of [1, 4]) {
      const type = { shape: [batch, ...shape], dtype: "float32" } as const;
      const inputs = { x: { ...type, data: random(type.shape).make(createGenerator(1)) } };
      assertClose(await runModel(bytes, inputs), onTfjs(run, inputs), 1e-5, `batch ${batch}: `);
    }
  });
}
