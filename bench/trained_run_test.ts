import assert from "node:assert/strict";
import { readRun, timeTo } from "./trained_run.ts";

/** A process that prints lines on standard error and ends with a code. */
const printing = (lines: readonly string[], code = 0) =>
  new Deno.Command(Deno.execPath(), {
    args: ["eval", `console.error(${JSON.stringify(lines.join("\n"))}); Deno.exit(${code})`],
    stderr: "piped",
  });

Deno.test("readRun() reads the accuracies that weft and the program in PyTorch print", async () => {
  const { epochs, test, milliseconds } = await readRun(
    printing([
      "lenet-modified 50 %, epoch 1/2, loss 0.4 accuracy 80.00 %",
      "epoch 1/2  loss 0.5100 accuracy 82.05 %  validation loss 0.2900 accuracy 89.50 %  20 s",
      "epoch 2/2 validation accuracy 91.06 %",
      "test loss 0.2500 accuracy 90.19 % (Fashion-MNIST, 10,000 images)",
    ]),
    "stderr",
  );
  assert.deepEqual(epochs.map(({ accuracy }) => accuracy.toFixed(4)), ["0.8950", "0.9106"]);
  assert.equal(test.toFixed(4), "0.9019");
  assert.ok(epochs.every((epoch) => epoch.milliseconds <= milliseconds));
});

Deno.test("readRun() refuses a training that failed, with the end of what it printed", async () => {
  const failed = readRun(printing(["test accuracy 90.00 %", "no memory"], 1), "stderr");
  await assert.rejects(failed, /ended without a test accuracy, after ".*no memory/);
});

Deno.test("timeTo() is the end of the first epoch with the accuracy, else Infinity", () => {
  const epochs = [
    { accuracy: 0.89, milliseconds: 10 },
    { accuracy: 0.9, milliseconds: 20 },
    { accuracy: 0.91, milliseconds: 30 },
  ];
  assert.equal(timeTo({ epochs }, 0.9), 20);
  assert.equal(timeTo({ epochs }, 0.92), Infinity);
});
