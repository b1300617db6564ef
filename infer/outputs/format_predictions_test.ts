import assert from "node:assert/strict";
import {
  type Prediction,
  predictionJson,
  predictionLine,
  predictionsCsv,
  predictionText,
} from "./format_predictions.ts";

const LABELS = ["T-shirt/top", "Bag", "Coat", "Shirt"];
const PREDICTION: Prediction = {
  image: "a.png",
  label: "Coat",
  index: 2,
  probability: 0.75,
  probabilities: new Float32Array([0.0625, 0.125, 0.75, 0.0625]),
};

Deno.test("predictionText() shows the three most probable classes, aligned, with bars", () => {
  assert.equal(
    predictionText(PREDICTION, LABELS),
    [
      "a.png",
      "  Coat          75.0 %  ███████████████",
      "  Bag           12.5 %  ██▌",
      "  T-shirt/top    6.3 %  █▎",
      "",
    ].join("\n"),
  );
});

Deno.test("predictionLine() is one line with tabs", () => {
  assert.equal(predictionLine(PREDICTION), "a.png\tCoat\t75.0 %\n");
});

Deno.test("predictionJson() has every class by name, and the embedding when given", () => {
  const json = predictionJson(PREDICTION, LABELS, new Float32Array([1.5]));
  assert.deepEqual(json, {
    image: "a.png",
    label: "Coat",
    index: 2,
    probability: 0.75,
    probabilities: { "T-shirt/top": 0.0625, Bag: 0.125, Coat: 0.75, Shirt: 0.0625 },
    embedding: [1.5],
  });
});

Deno.test("predictionsCsv() quotes names, and has a column of the truth when it is known", () => {
  const odd = { ...PREDICTION, image: 'a,"b".png' };
  assert.equal(
    predictionsCsv([odd], LABELS),
    "image,label,probability,T-shirt/top,Bag,Coat,Shirt\n" +
      '"a,""b"".png",Coat,0.750000,0.062500,0.125000,0.750000,0.062500\n',
  );
  const csv = predictionsCsv([{ ...PREDICTION, truth: "Bag" }], LABELS);
  assert.ok(csv.startsWith("image,label,probability,truth,T-shirt/top,"));
  assert.ok(csv.includes("\na.png,Coat,0.750000,Bag,"));
});
