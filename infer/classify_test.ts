import assert from "node:assert/strict";
import { classify, classifyLogits } from "./classify.ts";
import { loadModel } from "./load_model.ts";
import { bandClassifier, bandImage } from "../tests/models/band_classifier.ts";
import { IMAGE_PIXELS } from "../data/image.ts";

Deno.test("classify() gives label, index and probabilities of each image", async () => {
  const model = await loadModel(bandClassifier());
  const images = new Uint8Array(IMAGE_PIXELS * 2);
  images.set(bandImage(7));
  images.set(bandImage(0), IMAGE_PIXELS);
  const [seven, zero, ...more] = await classify(model, images, { batchSize: 1 });
  assert.equal(more.length, 0);
  assert.equal(seven!.label, "band 7");
  assert.equal(seven!.index, 7);
  assert.equal(zero!.label, "band 0");
  const expected = Math.exp(10) / (Math.exp(10) + 9); // one logit of 10, nine of 0
  assert.ok(Math.abs(seven!.probability - expected) < 1e-6);
  assert.equal(seven!.probability, seven!.probabilities[7]);
  await model.close();
});

Deno.test("classifyLogits() takes the first of equal logits", () => {
  const [result] = classifyLogits(new Float32Array([1, 3, 3]), ["a", "b", "c"]);
  assert.equal(result!.label, "b");
  const labels = classifyLogits(new Float32Array([1, 0, 3, 0, 9, 1]), ["a", "b", "c"]);
  assert.deepEqual(labels.map(({ label, index }) => [label, index]), [["c", 2], ["b", 1]]);
  assert.equal(labels[1]!.probabilities.length, 3);
});
