import assert from "node:assert/strict";
import { type Block, figuresIn, plainText, tablesIn } from "../document/document.ts";
import { vaeRun } from "../testing/sample_trained_runs.ts";
import { vaeBlocks } from "./vae_blocks.ts";

const METRICS = [1, 2].map((epoch) => ({
  ...{ epoch, step: 10 * epoch, seconds: epoch, lr: 0.001 },
  train: { loss: 240, reconstruction: 226, divergence: 14 },
}));

const blocksOf = (mse: number): Block[] => vaeBlocks({ ...vaeRun(mse), metrics: METRICS }, [], []);

function textOf(mse: number): string {
  const [paragraph] = blocksOf(mse);
  assert.ok(paragraph?.kind === "paragraph");
  return plainText(paragraph.text);
}

Deno.test("the text on the VAE has its bound, its distance from the best, and PCA", () => {
  assert.match(textOf(0.015), /as 10 numbers .* its ELBO is −239\.75 nats per image\. /);
  assert.match(textOf(0.015), /accounts for 13\.25 nats of it\. .* below 200\.13 nats for any/);
  assert.match(
    textOf(0.015),
    /model is 26\.38 nats above\. .* 25\.0 % lower than .* 10 components/,
  );
  assert.match(textOf(0.025), / 25\.0 % higher than /);
  assert.match(textOf(0.02), / 0\.0 % higher than /);
});

Deno.test("the scores of the VAE are a table with a row for each measure", () => {
  const [table] = tablesIn(blocksOf(0.015));
  assert.equal(table!.name, "vae-scores");
  assert.deepEqual(table!.rows.map((row) => plainText(row[1]!)), [
    ...["226.50 nats", "200.13 nats", "13.25 nats", "−239.75 nats", "−236.50 nats"],
    ...["0.01500", "0.02000"],
  ]);
  assert.match(plainText(table!.rows[4]![0]!), /, 50 samples$/);
  assert.deepEqual(figuresIn(blocksOf(0.015)).map(({ name }) => name), ["vae-curves"]);
});
