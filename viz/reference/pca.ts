import { checkFinite, checkShape, type Features } from "../features.ts";
import type { Pca, PcaOptions } from "../pca.ts";
import { checkFewPoints, rowsOf } from "./few_points.ts";

const TASK = "Cannot compute the principal components with ml-pca";

/** Principal components as ml-pca finds them; signs are its own. */
export type ReferencePca = Pick<
  Pca,
  "coordinates" | "components" | "explainedVariance" | "explainedVarianceRatio"
>;

/**
 * Principal component analysis by the npm package ml-pca, to lay beside that of weft. It is not for
 * browser bundles.
 *
 * @param features [count, dimensions], up to 1,000 points.
 * @throws {WeftError} As `pca` does, and `usage` where there are more points.
 */
export async function referencePca(features: Features, options: PcaOptions): Promise<ReferencePca> {
  const { count, dimensions, components: kept = Math.min(2, count, dimensions) } = options;
  checkShape(TASK, features, options);
  checkFinite(TASK, features, options);
  checkFewPoints("ml-pca", count);
  const { PCA } = await import("ml-pca");
  const rows = rowsOf(features, dimensions);
  const model = new PCA(rows);
  // As many as there are rows in its loadings: with few points they are fewer than asked for.
  const coordinates = model.predict(rows, { nComponents: kept }).to2DArray();
  return {
    coordinates: Float32Array.from(coordinates.flat()),
    components: Float64Array.from(model.getLoadings().to2DArray().slice(0, kept).flat()),
    explainedVariance: Float64Array.from(model.getEigenvalues().slice(0, kept)),
    explainedVarianceRatio: Float64Array.from(model.getExplainedVariance().slice(0, kept)),
  };
}
