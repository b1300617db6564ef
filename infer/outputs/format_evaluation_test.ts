import assert from "node:assert/strict";
import { evaluate } from "../evaluate.ts";
import { evaluationJson, evaluationText, perClassCsv } from "./format_evaluation.ts";

const LOGITS = new Float32Array([9, 0, 0, 9, 9, 0, 9, 0]);
const EVALUATION = evaluate(LOGITS, new Uint8Array([0, 1, 1, 0]), ["Bag", "Ankle boot"]);

Deno.test("evaluationText() shows accuracy, loss in nats, and a row for each class", () => {
  assert.equal(
    evaluationText(EVALUATION),
    [
      "accuracy 0.7500   loss 2.2501 nats",
      "",
      "class       precision     recall         F1     images",
      "Bag             0.667      1.000      0.800          2",
      "Ankle boot      1.000      0.500      0.667          2",
      "",
    ].join("\n"),
  );
});

Deno.test("evaluationJson() gives the confusion matrix as rows of true classes", () => {
  assert.deepEqual(evaluationJson(EVALUATION).confusion, [[2, 0], [1, 1]]);
});

Deno.test("perClassCsv() has a row for each class", () => {
  const perClass = [
    { label: "T-shirt, top", precision: 1, recall: 0.5, f1: 2 / 3, count: 2 },
    { label: "Bag", precision: 0, recall: 0, f1: 0, count: 0 },
  ];
  assert.equal(
    perClassCsv(perClass),
    "class,precision,recall,f1,images\n" +
      '"T-shirt, top",1.000000,0.500000,0.666667,2\nBag,0.000000,0.000000,0.000000,0\n',
  );
});
