import assert from "node:assert/strict";
import { accuracies as drawAccuracies, curves as drawCurves } from "../../../viz/mod.ts";
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
    { ...variant("ReLU", [0.93], ["lenet-relu-c"]), validation: [[0.625, 0.8125]] },
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
  const heading = {
    subtitle: "Synthetic garments, 4 epochs of the first 40 training images, 2 seeds",
    ...{ synthetic: true, theme: "dark" as const },
  };
  assert.equal(
    curves!.dark,
    drawCurves({
      ...heading,
      title: "Learning curves of the modifications",
      epochs: [1, 2],
      panels: [{
        title: "Validation accuracy, mean and range of 2 seeds",
        format: "percent",
        series: [
          { name: "LeNet", values: [0.55, 0.8], range: { low: [0.5, 0.75], high: [0.6, 0.85] } },
          {
            name: "ReLU",
            values: [0.625, 0.8125],
            range: { low: [0.625, 0.8125], high: [0.625, 0.8125] },
          },
        ],
      }],
    }),
  );
  assert.equal(
    accuracies!.dark,
    drawAccuracies({
      ...heading,
      title: "Test accuracy of the modifications",
      intervals: "test accuracy, mean and range of 2 seeds",
      reference: { name: "LeNet", value: 0.89 },
      accuracies: [
        { name: "LeNet", value: 0.89, low: 0.88, high: 0.9, runs: [0.9, 0.88] },
        { name: "ReLU", value: 0.93, low: 0.93, high: 0.93, runs: [0.93] },
      ],
    }),
  );
});
