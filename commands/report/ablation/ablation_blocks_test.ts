import assert from "node:assert/strict";
import { figuresIn, plainText, tablesIn } from "../document/document.ts";
import { sampleOptions } from "../testing/sample_report.ts";
import { ablationBlocks } from "./ablation_blocks.ts";
import type { VariantResult } from "./ablation_result.ts";

const variant = (title: string, accuracy: number[], runs: string[]): VariantResult => ({
  ...{ model: title, title, accuracy, runs, parameters: 61_706, flops: 850_000 },
  ...{ validation: [[0.5, 0.75], [0.6, 0.85]], epochsToTarget: [1.25, null] },
  secondsPerEpoch: [9, 2, 4],
});

Deno.test("the table of the ablation has mean, range and median of each variant", () => {
  const variants = [
    variant("LeNet", [0.9, 0.88], ["lenet-a", "lenet-b"]),
    variant("ReLU", [0.93], ["lenet-relu-c"]),
  ];
  const blocks = ablationBlocks(sampleOptions(), { variants, conclusions: [] });
  const [table] = tablesIn(blocks), [curves, accuracies] = figuresIn(blocks);
  assert.deepEqual(table!.rows.map((row) => row.map(plainText)), [
    [
      ...["LeNet", "61,706", "0.85 million"],
      ...["89.00 %", "88.00 % to 90.00 %"],
      "1.3, not reached",
      "4.0 s",
    ],
    [
      ...["ReLU", "61,706", "0.85 million"],
      ...["93.00 %", "93.00 % to 93.00 %"],
      "1.3, not reached",
      "4.0 s",
    ],
  ]);
  assert.deepEqual(table!.columns.map(({ align }) => align), [
    undefined,
    ...new Array(6).fill("right"),
  ]);
  assert.equal(
    plainText(curves!.caption),
    "Validation accuracy of all variants. Runs: lenet-{a,b}, lenet-relu-c.",
  );
  assert.deepEqual([curves!.name, accuracies!.name], ["ablation-curves", "ablation-accuracies"]);
});
