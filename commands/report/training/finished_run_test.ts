import assert from "node:assert/strict";
import { join } from "node:path";
import { bandClassifier } from "../../../tests/models/band_classifier.ts";
import { sampleConfig } from "../../../train/testing/sample_run.ts";
import { sampleOptions } from "../testing/sample_report.ts";
import { finishedRun } from "./finished_run.ts";

const SUMMARY = '{"model":"lenet"}';

Deno.test("finishedRun() names a run that is damaged, and uses the next one", async () => {
  const runs = await Deno.makeTempDir({ prefix: "weft-" });
  const damages: Record<string, string> = {
    "a-models": "model.onnx",
    "b-metrics": "metrics.jsonl",
    "c-sound": "",
  };
  for (const [name, damaged] of Object.entries(damages)) {
    const folder = join(runs, name);
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(sampleConfig()));
    await Deno.writeTextFile(join(folder, "summary.json"), SUMMARY);
    await Deno.writeFile(join(folder, "model.onnx"), bandClassifier());
    if (damaged) await Deno.writeTextFile(join(folder, damaged), '{"epoch":');
  }
  const lines: string[] = [];
  try {
    const run = await finishedRun(sampleOptions(), sampleConfig(), 1, {
      runs,
      signal: AbortSignal.abort("no training is needed"),
      progress() {},
      line: (text) => lines.push(text),
    });
    assert.equal(run.name, "c-sound");
    assert.match(lines[0]!, /a-models is left out: Cannot load .*a-models\/model\.onnx: it is not/);
    assert.match(lines[1]!, /b-metrics is left out: Cannot read .*metrics\.jsonl: it is not JSON/);
    assert.match(lines[2]!, /^uses the run .*c-sound$/);
  } finally {
    await Deno.remove(runs, { recursive: true });
  }
});
