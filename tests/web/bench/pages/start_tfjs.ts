// This module is browser compatible.

/**
 * A page that classifies an image as soon as it can, with TensorFlow.js on its wasm backend: core,
 * layers and backend without the other backends.
 *
 * @module
 */

import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";

setWasmPaths("./");
const loaded = tf.io.http("model.json").load!();
await tf.setBackend("wasm");
const model = await loadLayersModel(tf.io.fromMemory(await loaded));
const [logits] = model.predict(tf.zeros([1, 28, 28, 1])) as tf.Tensor[];
await logits!.data();
performance.mark("prediction");
