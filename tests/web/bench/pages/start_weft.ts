// This module is browser compatible.

/**
 * A page that classifies an image as soon as it can, with weft.
 *
 * @module
 */

import { classify, loadModel } from "../../../../mod.ts";

const model = await loadModel("model.onnx", { backend: "wasm" });
await classify(model, new Uint8Array(28 * 28));
performance.mark("prediction");
