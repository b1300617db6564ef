import assert from "node:assert/strict";
import { plainText } from "../document/document.ts";
import { conclude } from "../claims/claim.ts";
import { CLASSIFIER_CLAIMS } from "./classifier_claims.ts";

const said = (name: string, accuracy: number, confidence = accuracy) => {
  const lenet = { accuracy: 0.9, confidence: 0.93, images: 10_000 };
  const modified = { accuracy, confidence, images: 10_000 };
  const { verdict, text } = conclude(CLASSIFIER_CLAIMS, { lenet, modified })
    .find((one) => one.name === name)!;
  return `${verdict}: ${plainText(text)}`;
};

Deno.test("which classifier is more often right turns with the accuracies", () => {
  assert.match(said("accuracy", 0.92), /^yes: .*more often right than LeNet: 92\.00 % .* 90\.00 %/);
  assert.match(said("accuracy", 0.88), /^no: .*less often right/);
  assert.match(said("accuracy", 0.903), /^undecided: .*within chance/);
});

Deno.test("whose probabilities can be believed turns with their distance from the truth, on either side", () => {
  assert.match(said("calibration", 0.9, 0.9), /^yes: .*believed more/);
  assert.match(said("calibration", 0.9, 0.97), /^no: .*believed less/);
  assert.match(said("calibration", 0.9, 0.83), /^no: .*believed less/);
  assert.match(said("calibration", 0.9, 0.931), /^undecided: .*alike/);
});
