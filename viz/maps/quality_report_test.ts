import assert from "node:assert/strict";
import type { MeasuredMap } from "./computed_map.ts";
import { qualityJson, qualityText } from "./quality_report.ts";

const quality = {
  trustworthiness: 0.9126,
  continuity: 0.8,
  neighbourAccuracy: 0.7029,
  linearSeparability: 0.5,
  heldOutSeparability: 0.5,
  silhouette: -0.1,
};
const map: MeasuredMap = {
  coordinates: new Float32Array(4),
  features: { name: "pixels", title: "pixels", values: new Uint8Array(6), dimensions: 3 },
  method: "pca",
  explainedVarianceRatio: Float64Array.of(0.5, 0.25),
  quality,
  notices: [],
};

Deno.test("qualityText() has a row for each map, aligned with the heads", () => {
  const { explainedVarianceRatio: _, ...rest } = map;
  const tsne: MeasuredMap = { ...rest, method: "tsne", klDivergence: 1.51729, perplexity: 30 };
  assert.equal(
    qualityText([map, tsne]),
    [
      "map              trustworthiness  continuity   10-NN  linear  silhouette      KL",
      "PCA of pixels              0.913       0.800   70.3%   50.0%      -0.100",
      "t-SNE of pixels            0.913       0.800   70.3%   50.0%      -0.100   1.517",
      "",
    ].join("\n"),
  );
});

Deno.test("qualityJson() has the measures of each map, and leaves absent ones out", () => {
  assert.deepEqual(qualityJson({ run: "a" }, [map, { ...map, notices: ["N."] }]), {
    run: "a",
    neighbours: 10,
    maps: [
      {
        features: "pixels",
        dimensions: 3,
        method: "pca",
        explainedVarianceRatio: [0.5, 0.25],
        ...quality,
      },
      {
        features: "pixels",
        dimensions: 3,
        method: "pca",
        explainedVarianceRatio: [0.5, 0.25],
        ...quality,
        notices: ["N."],
      },
    ],
  });
});
