import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { bandClassifier } from "../../../tests/models/band_classifier.ts";
import { plainText, tablesIn } from "../document/document.ts";
import { sampleOptions } from "../testing/sample_report.ts";
import { stageContext } from "../testing/stage_context.ts";
import { writeRun } from "../testing/write_run.ts";
import type { AblationResult } from "./ablation_result.ts";
import { ablationStage } from "./ablation_stage.ts";
import { budgetOf, plannedRuns, timingSeconds, VARIANTS } from "./plan.ts";

Deno.test("the stage collects finished runs, and times each variant once a round", async () => {
  await tf.setBackend("cpu");
  const options = sampleOptions(), planned = plannedRuns(options);
  const runs = await Deno.makeTempDir();
  try {
    for (const { config } of planned) {
      await writeRun(runs, config, bandClassifier(), 0.9, [0.8, 0.9]);
    }
    const context = { ...stageContext({}, { options }), runs };
    const { data, blocks } = await ablationStage(options).run(context);
    const { variants, conclusions } = data as AblationResult;
    assert.deepEqual(variants.map(({ model }) => model), VARIANTS.map(({ name }) => name));
    for (const { accuracy, secondsPerEpoch, runs, model } of variants) {
      assert.deepEqual([accuracy, runs], [[0.9, 0.9], [`${model}-1`, `${model}-2`]]);
      assert.equal(secondsPerEpoch.length, budgetOf(options).timing.rounds, model);
    }
    assert.ok(conclusions.length > 5);
    assert.deepEqual(tablesIn(blocks)[0]!.rows.map(([title]) => plainText(title!)), [
      ...VARIANTS.map(({ title }) => title),
    ]);
    const training = planned.reduce((sum, { seconds }) => sum + seconds, 0);
    const share = training / (training + timingSeconds(budgetOf(options)));
    const [first] = context.reported;
    assert.equal(first![0].toFixed(9), (share * planned[0]!.seconds / training).toFixed(9));
    assert.deepEqual(context.reported.at(-1), [share, "timing training steps"]);
  } finally {
    await Deno.remove(runs, { recursive: true });
  }
});
