import assert from "node:assert/strict";
import { describeConfig } from "./describe_config.ts";
import { sampleConfig } from "./testing/sample_run.ts";

Deno.test("describeConfig() says what will be trained, on what and how", () => {
  const text = describeConfig(sampleConfig({ valSplit: 5000 }), 61_706, 55_000);
  for (
    const part of [
      "lenet, 61,706 parameters",
      "55,000 images to train on, 5,000 to validate on",
      "from /data",
      "2 epochs, batch size 10, seed 1",
      "adam, one-cycle learning rate 0.01",
      "flips on, shifts 1, label smoothing 0, dropout 0.2",
      "cpu, 1 thread (chosen by auto)",
    ]
  ) assert.ok(text.includes(part), `${part} is not in\n${text}`);
  assert.deepEqual(
    text.trimEnd().split("\n").map((line) => line.slice(0, 11).trim()),
    ["model", "data", "", "recipe", "optimizer", "variation", "backend"],
  );
});
