// This module is browser compatible.

/**
 * Figures: how training went and what a classifier mistakes for what, as SVG that is the same in every runtime.
 *
 * @module
 */

export { type CurvePanel, curves, type CurveSeries, type CurvesOptions } from "./figures/curves.ts";
export { confusionMatrix, type ConfusionMatrixOptions } from "./figures/confusion_matrix.ts";
export type { Features, Shape } from "./features.ts";
export { type Pca, pca, type PcaOptions } from "./pca.ts";
export { mapQuality, type Quality, type QualityOptions } from "./quality/quality.ts";
export { type Tsne, tsne, type TsneOptions, type TsneProgress } from "./tsne/tsne.ts";
export type { ValueFormat } from "./figures/format.ts";
export type { Heading } from "./figures/heading.ts";
