import assert from "node:assert/strict";
import { captionLines, isMistake } from "./image_caption.ts";

Deno.test("a caption has the predicted class, its probability, the true class and the name", () => {
  const right = { predicted: "Coat", probability: 0.987, truth: "Coat", name: "#7" };
  assert.deepEqual(captionLines(right), [
    { text: "Coat", ink: "strong", share: "98.7%" },
    { text: "#7", ink: "muted" },
  ]);
  assert.deepEqual(captionLines({ ...right, truth: "Bag" }), [
    { text: "Coat", ink: "warning", share: "98.7%" },
    { text: "true: Bag", ink: "strong" },
    { text: "#7", ink: "muted" },
  ]);
});

Deno.test("unknown parts are left out, and only known classes can be a mistake", () => {
  assert.deepEqual(captionLines({}), []);
  assert.deepEqual(captionLines({ truth: "Bag" }), [{ text: "Bag", ink: "strong" }]);
  assert.deepEqual(captionLines({ predicted: "Bag" }), [{ text: "Bag", ink: "strong" }]);
  assert(!isMistake({ truth: "Bag" }) && !isMistake({ predicted: "Bag" }));
});
