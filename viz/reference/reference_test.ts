import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { pca } from "../pca.ts";
import { mapQuality } from "../quality/quality.ts";
import { clusters } from "../testing/points.ts";
import { tsne } from "../tsne/tsne.ts";
import { referencePca, referenceTsne } from "./mod.ts";

const count = 60, dimensions = 7;
const { features, labels } = clusters(count, dimensions, { clusters: 3 });
const shape = { count, dimensions };

Deno.test("ml-pca and weft find the same components, up to their signs", async () => {
  const theirs = await referencePca(features, { ...shape, components: 3 });
  const ours = pca(features, { ...shape, components: 3 });
  for (let k = 0; k < 3; k++) {
    // Coordinates are float32.
    assert(Math.abs(theirs.explainedVariance[k]! / ours.explainedVariance[k]! - 1) < 1e-10);
    assert(
      Math.abs(theirs.explainedVarianceRatio[k]! / ours.explainedVarianceRatio[k]! - 1) < 1e-10,
    );
    const sign = Math.sign(theirs.components[k * dimensions]! * ours.components[k * dimensions]!);
    for (let d = 0; d < dimensions; d++) {
      const at = k * dimensions + d;
      assert(Math.abs(theirs.components[at]! - sign * ours.components[at]!) < 1e-8);
    }
    for (let i = 0; i < count; i++) {
      assert(Math.abs(theirs.coordinates[3 * i + k]! - sign * ours.coordinates[3 * i + k]!) < 1e-5);
    }
  }
});

Deno.test("the maps of tsne-js and weft have about the same divergence and clusters", async () => {
  const options = { ...shape, perplexity: 10, iterations: 300 };
  const theirs = await referenceTsne(features, options);
  const ours = await tsne(features, options);
  assert.equal(theirs.perplexity, 10);
  // weft has affinities of the 30 nearest neighbours only, and another schedule.
  assert(
    Math.abs(theirs.klDivergence - ours.klDivergence) < 0.1,
    `${theirs.klDivergence} ${ours.klDivergence}`,
  );
  for (const { coordinates } of [theirs, ours]) {
    const { neighbourAccuracy } = mapQuality(features, coordinates, labels, shape);
    assert(neighbourAccuracy > 0.95);
  }
  assert.deepEqual((await referenceTsne(features, options)).coordinates, theirs.coordinates);
});

Deno.test("tsne-js and weft take as many iterations where none are asked for", async () => {
  const points = features.subarray(0, 6 * dimensions);
  const planned = async (make: typeof tsne) => {
    let most = 0;
    const onProgress = ({ iterations }: { iterations: number }) => most = iterations;
    await make(points, { count: 6, dimensions, onProgress });
    return most;
  };
  assert.deepEqual([await planned(referenceTsne), await planned(tsne)], [750, 750]);
});

Deno.test("the reference packages refuse too many points and the same input as weft", async () => {
  const many = { count: 1001, dimensions: 1 };
  for (const make of [referencePca, referenceTsne]) {
    await assert.rejects(make(new Float32Array(1001), many), (error) => {
      assert(error instanceof WeftError);
      assert.match(error.message, /at most 1000 points but got 1001/);
      return true;
    });
    await assert.rejects(make(features.with(3, NaN), shape), { code: "data" });
    await assert.rejects(make(features, { count: 61, dimensions }), { code: "usage" });
  }
});
