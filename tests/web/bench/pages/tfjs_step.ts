// This module is browser compatible.
import * as tf from "@tensorflow/tfjs";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgpu";
import { BATCH, batch, classifierOf, LEARNING_RATE, type MakeSteps } from "./training_step.ts";

/** Runs the step eagerly on a backend of TensorFlow.js. */
export const tfjsSteps: MakeSteps = async (name, { backend, threads, supplied }) => {
  tf.enableProdMode();
  setWasmPaths("./");
  setThreadsCount(threads);
  if (supplied) supplyFilterGradient();
  if (!await tf.setBackend(backend)) throw new Error(`${backend} does not start`);
  const { compute } = classifierOf(name);
  const { images, labels } = batch();
  const step = () =>
    tf.tidy(() =>
      compute({
        image: tf.tensor(Int32Array.from(images), [BATCH, 28, 28, 1], "int32"),
        label: tf.tensor(Int32Array.from(labels), [BATCH], "int32"),
        learningRate: tf.scalar(LEARNING_RATE),
      }).loss!
    );
  return async (count) => {
    const losses: number[] = [];
    for (let i = 0; i < count; i++) {
      const loss = step();
      losses.push((await loss.data())[0]!);
      loss.dispose();
    }
    return losses[0]!;
  };
};

/**
 * Registers the kernel that the wasm backend has not: the gradient of a filter is a convolution of
 * the images by the gradient of the output, with batch and channels exchanged.
 */
function supplyFilterGradient(): void {
  tf.registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as Record<string, tf.Tensor4D>;
      const { pad, filterShape } = attrs as unknown as { pad: string; filterShape: number[] };
      const padding = pad === "same" ? (filterShape[0]! - 1) / 2 : 0;
      return tf.tidy(() => {
        const swapped = tf.transpose(x!, [3, 1, 2, 0]);
        const filters = tf.transpose(dy!, [1, 2, 0, 3]);
        return tf.transpose(tf.conv2d(swapped, filters, 1, padding), [1, 2, 0, 3]);
      });
    },
  });
}
