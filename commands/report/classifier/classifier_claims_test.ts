import assert from "node:assert/strict";
import { conclude } from "../claims/claim.ts";
import { plainText } from "../document/document.ts";
import { CLASSIFIER_CLAIMS } from "./classifier_claims.ts";

const conclusion = (name: string, accuracy: number, confidence = accuracy) => {
  const first = { title: "LeNet", accuracy: 0.9, confidence: 0.93, images: 10_000 };
  const second = { title: "Other", accuracy, confidence, images: 10_000 };
  const { answer, text } = conclude(CLASSIFIER_CLAIMS, { first, second })
    .find((one) => one.name === name)!;
  return `${answer}: ${plainText(text)}`;
};

Deno.test("the sentence on accuracy follows the accuracies", () => {
  assert.match(
    conclusion("accuracy", 0.92),
    /^yes: Other is more accurate than LeNet: 92\.00 % against 90\.00 %/,
  );
  assert.match(conclusion("accuracy", 0.88), /^no: Other is less accurate/);
  assert.match(conclusion("accuracy", 0.903), /^undecided: .*within chance/);
});

Deno.test("the sentence on calibration follows the gap between probability and accuracy", () => {
  assert.match(
    conclusion("calibration", 0.9, 0.9),
    /^yes: Other is better calibrated .* 0\.0 points, for LeNet by 3\.0\.$/,
  );
  assert.match(conclusion("calibration", 0.9, 0.97), /^no: .*worse calibrated/);
  assert.match(conclusion("calibration", 0.9, 0.83), /^no: .*worse calibrated/);
  assert.match(conclusion("calibration", 0.9, 0.931), /^undecided: /);
});
