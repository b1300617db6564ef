import * as tf from "@tensorflow/tfjs";
import { exportOnnx, NCHW } from "weft-ml/compiler";
import { accelerate, createTrainer } from "weft-ml/train";

/** Uses the entries that need tfjs: trains a model, and writes it as ONNX. */
export async function train(model: tf.Sequential, xs: tf.Tensor, ys: tf.Tensor) {
  const fast = await accelerate(model);
  const { history } = await fast.fit(xs, ys, { epochs: 5, batchSize: 128 });
  await fast.close();
  const bytes: Uint8Array = exportOnnx(model, { layouts: { image: NCHW } });
  return { history, bytes, createTrainer };
}
