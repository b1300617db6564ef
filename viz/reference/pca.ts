import { checkFinite, checkShape, type Features } from "../features.ts";
import type { Pca, PcaOptions } from "../pca.ts";
import { checkFewPoints, rowsOf } from "./few_points.ts";

const FAILURE = "Cannot compute the principal components with ml-pca";

/** The principal components by ml-pca. Their signs can differ from those of `pca`. */
export type ReferencePca = Pick<
  Pca,
  "coordinates" | "components" | "explainedVariance" | "explainedVarianceRatio"
>;

/**
 * Principal component analysis by the npm package ml-pca, for comparison with `pca`. It is not for
 * browser bundles.
 *
 * @param features [count, dimensions], up to 1,000 points.
 * @throws {WeftError} The errors of `pca`, and `usage` where there are more points.
 */
export async function referencePca(features: Features, options: PcaOptions): Promise<ReferencePca> {
  const { count, dimensions, components: kept = Math.min(2, count, dimensions) } = options;
  checkShape(FAILURE, features, options);
  checkFinite(FAILURE, features, options);
  checkFewPoints("ml-pca", count);
  const { PCA } = await import("ml-pca");
  const rows = rowsOf(features, dimensions);
  const model = new PCA(rows);
  // With few points, ml-pca returns fewer components than requested.
  const coordinates = model.predict(rows, { nComponents: kept }).to2DArray();
  return {
    coordinates: Float32Array.from(coordinates.flat()),
    components: Float64Array.from(model.getLoadings().to2DArray().slice(0, kept).flat()),
    explainedVariance: Float64Array.from(model.getEigenvalues().slice(0, kept)),
    explainedVarianceRatio: Float64Array.from(model.getExplainedVariance().slice(0, kept)),
  };
}
