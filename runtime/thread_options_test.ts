import assert from "node:assert/strict";
import { classify } from "../infer/classify.ts";
import { loadModel } from "../infer/load_model.ts";
import { bandClassifier, bandImage } from "../tests/models/band_classifier.ts";
import { threadOptions } from "./thread_options.ts";

Deno.test("threadOptions() makes threads sleep where there are more of them than cores", () => {
  const asleep = { session: { intra_op: { allow_spinning: "0" } } };
  assert.deepEqual(threadOptions(4, 4), { intraOpNumThreads: 4 });
  assert.deepEqual(threadOptions(5, 4), { intraOpNumThreads: 5, extra: asleep });
  assert.deepEqual(threadOptions(4_096), { intraOpNumThreads: 4_096, extra: asleep });
});

Deno.test("a model predicts the same class with any number of threads", async () => {
  for (const threads of [1, 2, 2 * navigator.hardwareConcurrency + 1]) {
    const model = await loadModel(bandClassifier(), { backend: "cpu", threads });
    const [result] = await classify(model, bandImage(7));
    assert.equal(result!.index, 7);
    await model.close();
  }
});
