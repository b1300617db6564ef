// This module is browser compatible.

/**
 * Maps of points by PCA and t-SNE, and figures: maps, images, how training went, what a classifier
 * mistakes for what, as SVG. All of it is the same in every runtime.
 *
 * @module
 */

export { animation, type AnimationOptions } from "./animation.ts";
export type { Features, Shape } from "./features.ts";
export { accuracies, type AccuraciesOptions, type MeasuredAccuracy } from "./figures/accuracies.ts";
export {
  architecture,
  type ArchitectureBlock,
  type ArchitectureOptions,
} from "./figures/architecture.ts";
export { calibrationCurve, type CalibrationCurveOptions } from "./figures/calibration_curve.ts";
export { confusionMatrix, type ConfusionMatrixOptions } from "./figures/confusion_matrix.ts";
export { type CurvePanel, curves, type CurveSeries, type CurvesOptions } from "./figures/curves.ts";
export { explainedVariance, type VarianceShares } from "./figures/explained_variance.ts";
export type { ValueFormat } from "./figures/format.ts";
export type { Heading } from "./figures/heading.ts";
export { type ImageCaption, imageGrid, type ImageGridOptions } from "./figures/image_grid.ts";
export { type ClassResult, perClass } from "./figures/per_class.ts";
export {
  type ComparedMap,
  mapComparison,
  type MapComparisonOptions,
} from "./figures/map_comparison.ts";
export type { MapOptions, PointMap } from "./figures/point_map.ts";
export { scatter } from "./figures/scatter.ts";
export type { ThemeName } from "./figures/theme.ts";
export { thumbnailMap } from "./figures/thumbnail_map.ts";
export { type Pca, pca, type PcaOptions } from "./pca.ts";
export { mapQuality, type Quality, type QualityOptions } from "./quality/quality.ts";
export { type Tsne, tsne, type TsneOptions, type TsneProgress } from "./tsne/tsne.ts";
