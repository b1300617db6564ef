import assert from "node:assert/strict";
import { plainText, type Table } from "./document/document.ts";
import { type DataOf, summaryBlocks } from "./summary.ts";
import { classifierResult, classifierRun, vaeRun } from "./testing/sample_trained_runs.ts";

const DATA: Readonly<Record<string, unknown>> = {
  "train-lenet": classifierRun("lenet", "LeNet"),
  "see-lenet": classifierResult("lenet", "LeNet", 0.9065),
  "train-lenet-modified": classifierRun("lenet-modified", "Modified LeNet"),
  "see-lenet-modified": classifierResult("lenet-modified", "Modified LeNet", 0.9269),
  "train-vae": vaeRun(0.015),
  "see-vae": { flops: { encoder: 1_000_000, decoder: 2_000_000 } },
};

/** The paragraph and the cells of the table. */
function summarize(data: Readonly<Record<string, unknown>>, synthetic = false) {
  const dataOf: DataOf = <Data>(stage: string) => data[stage] as Data | undefined;
  const [paragraph, table] = summaryBlocks(dataOf, synthetic);
  assert.ok(paragraph?.kind === "paragraph");
  const { caption, columns, rows } = table as Table;
  return {
    text: plainText(paragraph.text),
    caption: plainText(caption),
    columns,
    rows: rows.map((row) => row.map(plainText)),
  };
}

Deno.test("the summary has a sentence on the classifiers, beside the original study, and on the VAE", () => {
  assert.equal(
    summarize(DATA).text,
    "LeNet classifies 90.65 % of the test images correctly (79 % in the original study) and " +
      "Modified LeNet 92.69 % (84 % in the original study). The variational autoencoder encodes " +
      "an image as 10 numbers. Its squared error is 25 % below the error of PCA.",
  );
  const worse = { "train-vae": vaeRun(0.025) };
  assert.match(summarize(worse).text, /^The variational .* is 25 % above the error of PCA\.$/);
  assert.match(summarize({ "train-vae": vaeRun(0.02) }).text, / 0 % above /);
  assert.equal(
    summarize({ "train-lenet": DATA["train-lenet"], "see-lenet": DATA["see-lenet"] }, true).text,
    "LeNet classifies 90.65 % of the test images correctly. ",
  );
});

Deno.test("the table of the summary has a row for each run, with what is known of it", () => {
  const { caption, columns, rows } = summarize(DATA);
  assert.match(
    caption,
    /Wilson's\. Runs: LeNet lenet-1, Modified LeNet lenet-modified-1, VAE vae-1\.$/,
  );
  assert.deepEqual(columns.map(({ align = "left" }) => align), [
    "left",
    ...Array(8).fill("right"),
  ]);
  assert.deepEqual(rows, [
    [
      ...["LeNet", "61,706", "0.85 million", "5", "1:05 min", "4,321"],
      ...["90.65 %", "89.65 % to 92.65 %", "79 %"],
    ],
    [
      ...["Modified LeNet", "61,706", "0.85 million", "5", "1:05 min", "4,321"],
      ...["92.69 %", "91.69 % to 94.69 %", "84 %"],
    ],
    ["VAE", "61,706", "3.0 million", "5", "1:05 min", "4,321", "–", "–", "–"],
  ]);
  const alone = summarize({ "train-vae": DATA["train-vae"] }, true);
  assert.equal(alone.columns.length, 8);
  assert.deepEqual(alone.rows[0]!.slice(2), ["–", "5", "1:05 min", "4,321", "–", "–"]);
});

Deno.test("the summary is empty without a run", () => {
  assert.deepEqual(summaryBlocks(() => undefined, false), []);
});
