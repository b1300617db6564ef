// This module is browser compatible.

/**
 * Runs models with ONNX Runtime, computes PCA and t-SNE maps and draws figures as SVG, in Deno,
 * Node and browsers.
 *
 * @example
 * ```ts ignore
 * import { classify, loadModel } from "weft-ml";
 *
 * const model = await loadModel("model.onnx", { backend: "auto" });
 * const [{ label, probability }] = await classify(model, image);
 * await model.close();
 * ```
 *
 * @module
 */

export { type ErrorCode, WeftError } from "./error.ts";
export { type Classification, classify } from "./infer/classify.ts";
export { readImage, type ReadImageOptions } from "./infer/pictures/image_file.ts";
export { loadModel, type Model } from "./infer/load_model.ts";
export { loadVae, type VaeModel, type VaeSource } from "./infer/vae/load_vae.ts";
export { type Logits, runLogits, type RunOptions } from "./infer/run_logits.ts";
export type { Backend, ChosenBackend } from "./runtime/backends.ts";
export type { BinarySource } from "./runtime/binary_source.ts";
export type { FileSource } from "./runtime/read_source.ts";
export type { Session, SessionOptions } from "./runtime/session.ts";
export {
  readZoo,
  type ZooFile,
  type ZooManifest,
  type ZooModel,
  type ZooOptions,
} from "./infer/zoo.ts";
export {
  decode,
  encode,
  type Encoding,
  interpolate,
  reconstruct,
  sample,
  type VaeRunOptions,
} from "./infer/vae/vae.ts";
export {
  accuracies,
  type AccuraciesOptions,
  animation,
  type AnimationOptions,
  architecture,
  type ArchitectureBlock,
  type ArchitectureOptions,
  calibrationCurve,
  type CalibrationCurveOptions,
  type ClassResult,
  type ComparedMap,
  confusionMatrix,
  type ConfusionMatrixOptions,
  type CurvePanel,
  curves,
  type CurveSeries,
  type CurvesOptions,
  explainedVariance,
  type Heading,
  type ImageCaption,
  imageGrid,
  type ImageGridOptions,
  mapComparison,
  type MapComparisonOptions,
  type MapOptions,
  mapQuality,
  type MeasuredAccuracy,
  type Pca,
  pca,
  type PcaOptions,
  perClass,
  type PointMap,
  type Quality,
  type QualityOptions,
  scatter,
  type ThemeName,
  thumbnailMap,
  type Tsne,
  tsne,
  type TsneOptions,
  type TsneProgress,
  type ValueFormat,
  type VarianceShares,
} from "./viz/mod.ts";
