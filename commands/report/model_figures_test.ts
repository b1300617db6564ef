import assert from "node:assert/strict";
import { calibrationCurve } from "../../viz/mod.ts";
import { bandClassifier } from "../../tests/models/band_classifier.ts";
import { architectureFigure, calibrationFigure } from "./model_figures.ts";
import { classifierRun } from "./testing/sample_trained_runs.ts";

const run = classifierRun("lenet", "LeNet");

Deno.test("calibrationFigure() compares the probabilities with which labels are the truth", () => {
  const prediction = (label: string, truth: string, probability: number) => ({
    ...{ image: "1", label, truth, index: 0, probability, probabilities: Float32Array.of(1) },
  });
  const predictions = [
    prediction("Bag", "Bag", 0.9),
    prediction("Bag", "Coat", 0.6),
    prediction("Coat", "Coat", 0.7),
  ];
  const set = {
    ...{ model: "LeNet", source: "Fashion-MNIST", synthetic: true, classes: ["Bag", "Coat"] },
    ...{ images: new Uint8Array(0), predictions },
  };
  const figure = calibrationFigure(set, run);
  const expected = (theme: "light" | "dark") =>
    calibrationCurve({
      ...{ title: "LeNet: calibration", subtitle: "Fashion-MNIST", synthetic: true, theme },
      ...{ confidences: [0.9, 0.6, 0.7], correct: [true, false, true] },
    });
  assert.equal(figure.name, "lenet-calibration");
  assert.equal(figure.svg, expected("light"));
  assert.equal(figure.dark, expected("dark"));
  assert.match(JSON.stringify(figure.caption), /predicted class\. Run .*lenet-1.*seed 3, 5 epochs/);
});

Deno.test("architectureFigure() says the parameters of all blocks and the operations", async () => {
  const file = { name: "bands", title: "Bands", bytes: bandClassifier(), flops: 22_400 };
  const { name, svg, dark } = await architectureFigure(file, run);
  assert.equal(name, "bands-architecture");
  assert.match(svg, /Bands: architecture/);
  // 784 x 14 and 14 x 10 weights.
  assert.match(svg, /11,116 parameters, 22,400 floating-point operations/);
  assert.notEqual(svg, dark);
});
