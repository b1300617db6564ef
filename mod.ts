// This module is browser compatible.

/**
 * Runs weft's models in Deno, Node and browsers.
 *
 * @example
 * ```ts ignore
 * import { classify, loadModel } from "weft";
 *
 * const model = await loadModel("model.onnx", { backend: "auto" });
 * const [{ label, probability }] = await classify(model, image);
 * ```
 *
 * @module
 */

export { type ErrorCode, WeftError } from "./error.ts";
export { type Classification, classify } from "./infer/classify.ts";
export { readImage } from "./infer/image_file.ts";
export { loadModel, type Model } from "./infer/load_model.ts";
export { type Logits, runLogits, type RunOptions } from "./infer/run_logits.ts";
export type { Backend, ChosenBackend } from "./infer/runtime.ts";
export type { Session, SessionOptions } from "./infer/session.ts";
export { type Pca, pca, type PcaOptions } from "./viz/pca.ts";
export { mapQuality, type Quality, type QualityOptions } from "./viz/quality/quality.ts";
export { type Tsne, tsne, type TsneOptions, type TsneProgress } from "./viz/tsne/tsne.ts";
