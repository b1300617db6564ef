import assert from "node:assert/strict";
import { explainedVariance } from "./explained_variance.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

const draw = (...shares: number[]) =>
  explainedVariance({ explainedVarianceRatio: shares }, { title: "T" });

Deno.test("there is a bar for each component and a line of their sums", () => {
  const svg = draw(0.5, 0.25, 0.125);
  const heights = [...svg.matchAll(/<rect height="([\d.]+)" width="[\d.]+" x="[\d.]+" y/g)]
    .map(([, height]) => Number(height));
  assert.equal(heights.length, 3);
  assert(Math.abs(heights[0]! - 2 * heights[1]!) < 0.02 && heights[1]! > heights[2]!);
  assert.match(svg, />together<tspan[^>]*>87\.5%</);
  assert.doesNotMatch(svg, /90% with/);
});

Deno.test("the number of components that reach nine tenths is marked", () => {
  assert(draw(0.5, 0.3, 0.1, 0.05).includes(">90% with 3 components<"));
  assert(draw(0.95, 0.01).includes(">90% with 1 component<"));
});

Deno.test("one component, hundreds, and components without variance are drawn too", () => {
  assert(draw(1).includes("100.0%"));
  assert(draw(0, 0, 0).includes("0.0%"));
  const svg = draw(...new Array<number>(IMAGE_PIXELS).fill(1 / IMAGE_PIXELS));
  assert.equal(svg.match(/<rect/g)?.length, 785);
  assert.match(svg, />90% with 706 components</);
});

Deno.test("explainedVariance() refuses values that are not shares", () => {
  const refused = (shares: number[], message: RegExp) =>
    assert.throws(() => draw(...shares), { name: "WeftError", code: "usage", message });
  refused([], /^Cannot draw the explained variance: there are no components/);
  refused([0.5, NaN], /the share of component 2 is NaN/);
  refused([-0.1], /the share of component 1 is -0\.1/);
  refused([0.7, 0.7], /the shares add up to 1\.4/);
});
