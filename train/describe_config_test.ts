import assert from "node:assert/strict";
import { describeConfig } from "./describe_config.ts";
import { sampleConfig } from "./testing/sample_run.ts";

Deno.test("describeConfig() says what will be trained, on what and how", () => {
  const text = describeConfig(sampleConfig({ valSplit: 5000 }), 61_706, 55_000);
  assert.equal(
    text,
    `model      lenet, 61,706 parameters
data       Fashion-MNIST: 55,000 images to train on, 5,000 to validate on
           from /data
recipe     default: 2 epochs, batch size 10, seed 1
optimizer  adam, one-cycle learning rate 0.01, weight decay 0.01
variation  flips on, shifts 1, label smoothing 0, dropout 0.2
backend    cpu, 1 thread (chosen by auto)
`,
  );
});

Deno.test("describeConfig() tells the synthetic set, one epoch and a chosen backend", () => {
  const dataset = { ...sampleConfig().dataset, synthetic: true, source: "drawn by code, seed 1" };
  const augmentation = { flip: false, shift: 0 };
  const changes = { dataset, augmentation, epochs: 1, backend: "cpu", threads: 2 } as const;
  const text = describeConfig(sampleConfig(changes), 1, 1);
  assert.match(text, /^ {11}drawn by code, seed 1$/m);
  assert.match(text, /default: 1 epoch,/);
  assert.match(text, /flips off, shifts 0,/);
  assert.match(text, /^backend {4}cpu, 2 threads$/m);
});
