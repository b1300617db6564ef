import assert from "node:assert/strict";
import { createGenerator } from "../../data/random.ts";
import { heldOutAccuracy, linearAccuracy } from "./linear_classifier.ts";

/**
 * The classifier by its definition, at the minimum that gradient descent finds: multinomial
 * logistic regression on standardised coordinates, with a penalty of half the squared weights, and
 * a thousandth of that for the intercepts. Returns the scores of a point.
 */
function byGradientDescent(points: number[][], labels: number[], classes: number) {
  const mean = [0, 1].map((d) => points.reduce((sum, p) => sum + p[d]!, 0) / points.length);
  const deviation = [0, 1].map((d) =>
    Math.sqrt(points.reduce((sum, p) => sum + (p[d]! - mean[d]!) ** 2, 0) / points.length)
  );
  const inputsOf = (p: number[]) => [...[0, 1].map((d) => (p[d]! - mean[d]!) / deviation[d]!), 1];
  const weights = Array.from({ length: classes }, () => [0, 0, 0]);
  const scoresOf = (p: number[]) =>
    weights.map((row) => inputsOf(p).reduce((sum, x, d) => sum + row[d]! * x, 0));
  for (let round = 0; round < 20_000; round++) {
    const gradient = weights.map((row) => row.map((w, d) => (d === 2 ? 1e-3 : 1) * w));
    points.forEach((p, i) => {
      const scores = scoresOf(p).map(Math.exp), total = scores.reduce((a, b) => a + b);
      const inputs = inputsOf(p);
      scores.forEach((score, c) => {
        const surplus = score / total - Number(c === labels[i]);
        inputs.forEach((x, d) => gradient[c]![d]! += surplus * x);
      });
    });
    gradient.forEach((row, c) => row.forEach((slope, d) => weights[c]![d]! -= 0.05 * slope));
  }
  return scoresOf;
}

/** Fourteen random points of unequal classes; small sets, in which penalties matter. */
function randomSet(seed: number, classes: number) {
  const generator = createGenerator(seed);
  const labels = Array.from({ length: 14 }, () => Math.min(classes - 1, generator.below(5)));
  const points = labels.map((label) => [
    3 * generator.uniform() + label / 2,
    100 * generator.uniform() - 20 * label,
  ]);
  return { points, labels };
}

const share = (points: number[][], labels: number[], scoresOf: (p: number[]) => number[]) =>
  points.filter((p, i) => {
    const scores = scoresOf(p);
    return scores.indexOf(Math.max(...scores)) === labels[i];
  }).length / points.length;

Deno.test("a linear classifier is the one that gradient descent finds", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const classes = 2 + seed % 2;
    const { points, labels } = randomSet(seed, classes);
    const own = linearAccuracy(Float64Array.from(points.flat()), Int32Array.from(labels), classes);
    const fitted = byGradientDescent(points, labels, classes);
    assert.equal(own, share(points, labels, fitted), `seed ${seed}`);

    const held = heldOutAccuracy(
      Float64Array.from(points.flat()),
      Int32Array.from(labels),
      classes,
    );
    const [first, second] = [points.slice(0, 7), points.slice(7)];
    const half = byGradientDescent(first, labels.slice(0, 7), classes);
    assert.equal(held, share(second, labels.slice(7), half), `seed ${seed}, the second half`);
  }
});
