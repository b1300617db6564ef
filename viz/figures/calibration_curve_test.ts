import assert from "node:assert/strict";
import { calibrationCurve } from "./calibration_curve.ts";

const draw = (confidences: number[], correct: boolean[]) =>
  calibrationCurve({ title: "T", confidences, correct });

Deno.test("an overconfident classifier has lines of another colour than one that is not", () => {
  const warm = 'stroke="#c2410c"', cool = 'stroke="#0b69b0"';
  const inBars = (svg: string, colour: string) =>
    svg.split('data-series="accuracy"')[1]!.split("</g>")[0]!.includes(colour);
  const sure = draw([0.95, 0.95], [true, false]), shy = draw([0.55, 0.55], [true, true]);
  assert(inBars(sure, warm) && !inBars(sure, cool));
  assert(inBars(shy, cool) && !inBars(shy, warm));
});

Deno.test("the figure prints the number of images, accuracy, mean probability and error", () => {
  const svg = draw([0.75, 0.75, 0.75, 0.75], [true, false, false, false]);
  for (const text of [">4<", ">25.0%<", ">75.0%<", ">50.0%<"]) assert(svg.includes(text), text);
});

Deno.test("classes without images have no bar", () => {
  const svg = draw([1], [true]);
  assert.equal(
    svg.split('data-series="accuracy"')[1]!.split("</g>")[0]!.match(/<rect/g)?.length,
    1,
  );
});

Deno.test("calibrationCurve() refuses values that are not probabilities", () => {
  const refused = (confidences: number[], correct: boolean[], message: RegExp) =>
    assert.throws(() => draw(confidences, correct), { name: "WeftError", code: "usage", message });
  refused([], [], /0 probabilities and 0 answers/);
  refused([1], [], /1 probabilities and 0 answers/);
  refused([0.5, 1.01], [true, true], /image 1 is 1.01/);
  refused([NaN], [true], /image 0 is NaN/);
});
