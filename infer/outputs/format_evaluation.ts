// This module is browser compatible.
import { csvText } from "../../cli/csv.ts";
import { oneLine } from "../../cli/visible.ts";
import type { Evaluation } from "../evaluate.ts";

/**
 * Formats an evaluation as text: accuracy, loss, and a table of the classes.
 *
 * @example
 * ```ts
 * const perClass = [{ label: "Bag", precision: 1, recall: 0.5, f1: 2 / 3, count: 2 }];
 * const confusion = new Uint32Array(1);
 * const text = evaluationText({ accuracy: 0.5, loss: 0.7, perClass, confusion });
 * console.assert(text.startsWith("accuracy 0.5000   loss 0.7000 nats\n"));
 * ```
 */
export function evaluationText({ accuracy, loss, perClass }: Evaluation): string {
  const width = perClass.reduce((most, { label }) => Math.max(most, oneLine(label).length), 5);
  const row = (label: string, ...cells: string[]) =>
    [label.padEnd(width), ...cells.map((cell) => cell.padStart(9))].join("  ");
  const lines = [
    `accuracy ${accuracy.toFixed(4)}   loss ${loss.toFixed(4)} nats`,
    "",
    row("class", "precision", "recall", "F1", "images"),
    ...perClass.map(({ label, precision, recall, f1, count }) =>
      row(
        oneLine(label),
        ...[precision, recall, f1].map((value) => value.toFixed(3)),
        String(count),
      )
    ),
  ];
  return lines.join("\n") + "\n";
}

/** Formats an evaluation for `--json`. The confusion matrix is rows, one for each true class. */
export function evaluationJson(evaluation: Evaluation): Record<string, unknown> {
  const { accuracy, loss, perClass, confusion } = evaluation;
  const width = perClass.length;
  const rows = perClass.map((_, i) => Array.from(confusion.subarray(i * width, (i + 1) * width)));
  return { accuracy, loss, perClass, confusion: rows };
}

/**
 * Formats the scores of the classes as CSV: class, precision, recall, f1, images.
 *
 * @example
 * ```ts
 * const perClass = [{ label: "Bag", precision: 1, recall: 0.5, f1: 2 / 3, count: 2 }];
 * console.assert(perClassCsv(perClass).endsWith("\nBag,1.000000,0.500000,0.666667,2\n"));
 * ```
 */
export function perClassCsv(perClass: Evaluation["perClass"]): string {
  return csvText([
    ["class", "precision", "recall", "f1", "images"],
    ...perClass.map(({ label, precision, recall, f1, count }) => [
      label,
      ...[precision, recall, f1].map((value) => value.toFixed(6)),
      String(count),
    ]),
  ]);
}
