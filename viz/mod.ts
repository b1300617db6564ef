// This module is browser compatible.

/**
 * Figures: how training went, what a classifier mistakes for what, maps and images, as SVG that is the same in every
 * runtime.
 *
 * @module
 */

export { confusionMatrix, type ConfusionMatrixOptions } from "./figures/confusion_matrix.ts";
export { type CurvePanel, curves, type CurveSeries, type CurvesOptions } from "./figures/curves.ts";
export { explainedVariance, type VarianceShares } from "./figures/explained_variance.ts";
export type { ValueFormat } from "./figures/format.ts";
export type { Heading } from "./figures/heading.ts";
export { type ImageCaption, imageGrid, type ImageGridOptions } from "./figures/image_grid.ts";
export { type ClassResult, perClass } from "./figures/per_class.ts";
export type { MapOptions, PointMap } from "./figures/point_map.ts";
export { scatter } from "./figures/scatter.ts";
export type { ThemeName } from "./figures/theme.ts";
export { thumbnailMap } from "./figures/thumbnail_map.ts";
