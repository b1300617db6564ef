import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { evaluate } from "./evaluate.ts";

const CLASSES = ["bag", "coat", "shirt"];
/** Predictions bag, coat, coat, bag. */
const LOGITS = new Float32Array([2, 0, 0, 0, 2, 0, 0, 2, 0, 2, 0, 0]);
const LABELS = new Uint8Array([0, 1, 0, 0]);

Deno.test("evaluate() gives mean cross-entropy in nats and accuracy", () => {
  const { loss, accuracy } = evaluate(LOGITS, LABELS, CLASSES);
  const logSum = Math.log(Math.exp(2) + 2);
  assert.ok(Math.abs(loss - (3 * (logSum - 2) + logSum) / 4) < 1e-12);
  assert.equal(accuracy, 0.75);
});

Deno.test("evaluate() counts truth in rows and predictions in columns", () => {
  assert.deepEqual([...evaluate(LOGITS, LABELS, CLASSES).confusion], [2, 1, 0, 0, 1, 0, 0, 0, 0]);
});

Deno.test("evaluate() gives precision, recall and F1 of each class, 0 without images", () => {
  const [bag, coat, shirt] = evaluate(LOGITS, LABELS, CLASSES).perClass;
  assert.deepEqual(bag, { label: "bag", precision: 1, recall: 2 / 3, f1: 0.8, count: 3 });
  assert.deepEqual(coat, { label: "coat", precision: 0.5, recall: 1, f1: 2 / 3, count: 1 });
  assert.deepEqual(shirt, { label: "shirt", precision: 0, recall: 0, f1: 0, count: 0 });
});

Deno.test("evaluate() stays finite with large logits", () => {
  assert.equal(evaluate(new Float32Array([1e4, 0, 0]), new Uint8Array([1]), CLASSES).loss, 1e4);
});

Deno.test("evaluate() refuses lengths that do not match", () => {
  assert.throws(() => evaluate(LOGITS, new Uint8Array([0]), CLASSES), WeftError);
  assert.throws(
    () => evaluate(LOGITS, new Uint8Array([0, 1, 0, 3]), CLASSES),
    /image 3: its label is 3/,
  );
  assert.throws(() => evaluate(new Float32Array(0), new Uint8Array(0), CLASSES), WeftError);
});

Deno.test("evaluate() refuses a confusion matrix that does not fit in memory", () => {
  const classes = Array.from({ length: 100_000 }, (_, i) => `${i}`);
  const logits = new Float32Array(classes.length);
  assert.throws(() => evaluate(logits, new Uint8Array(1), classes), /at most 4096$/);
});
