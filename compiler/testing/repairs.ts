/**
 * Repairs three kernels that tfjs's cpu backend (4.22.0) computes wrong. For tests only.
 *
 * - `ResizeNearestNeighborGrad` reads the gradient of each image at the offset of an image of the
 *   input's size, so that all images but the first get a wrong gradient or NaN.
 * - `ResizeBilinearGrad` computes the right numbers but swaps height and width in the shape.
 * - `Transform` returns inside its loop over images, so that all images but the first are empty.
 *
 * The compiler follows tfjs's documentation and its other backends.
 */

import * as tf from "@tensorflow/tfjs";

const cpu = (name: string) => tf.getKernel(name, "cpu").kernelFunc;

function replace(kernelName: string, repair: (original: tf.KernelFunc) => tf.KernelFunc): void {
  const config = tf.getKernel(kernelName, "cpu");
  tf.unregisterKernel(kernelName, "cpu");
  tf.registerKernel({ ...config, kernelFunc: repair(config.kernelFunc) });
}

/**
 * Calls a kernel for each image of a batch separately. An input of batch size 1 is used for all
 * images.
 */
const imageByImage = (original: tf.KernelFunc): tf.KernelFunc => ({ inputs, backend, attrs }) => {
  const batch = Math.max(...Object.values(inputs).map((info) => info!.shape[0]!));
  const results = Array.from({ length: batch }, (_, i) => {
    const own = Object.entries(inputs).map(([key, info]) => {
      if (info!.shape[0] === 1) return [key, info!];
      const begin = info!.shape.map((_, axis) => axis === 0 ? i : 0);
      const size = info!.shape.map((_, axis) => axis === 0 ? 1 : -1);
      return [key, cpu("Slice")({ inputs: { x: info! }, backend, attrs: { begin, size } })];
    });
    return original({ inputs: Object.fromEntries(own), backend, attrs: attrs! });
  });
  const list = results as unknown as tf.NamedTensorInfoMap;
  return cpu("Concat")({ inputs: list, backend, attrs: { axis: 0 } });
};

/** Repairs tfjs's cpu backend for the rest of the process. */
export function repairCpuBackend(): void {
  replace("ResizeNearestNeighborGrad", imageByImage);
  replace("Transform", imageByImage);
  replace("ResizeBilinearGrad", (original) => (call) => ({
    ...original(call) as tf.TensorInfo,
    shape: call.inputs.images!.shape,
  }));
}
