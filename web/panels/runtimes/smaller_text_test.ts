import assert from "node:assert/strict";
import { smallerText } from "./smaller_text.ts";

const asset = { title: "LeNet", file: "data/lenet.onnx", bytes: 66_799, run: "zoo:lenet" };

Deno.test("smallerText() says what the page's file has, and on how many images it differs", () => {
  const smaller = { float32Bytes: 2_330_607, otherClass: 16, testImages: 10_000 };
  const text = smallerText([{ ...asset, smaller }, asset]);
  assert.match(text, /LeNet has 67 kB here and 2\.3 MB in float32; 16 of 10,000 test images get/);
  assert.match(text, /deno task infer uses float32/);
});

Deno.test("smallerText() is empty for float32 files", () => {
  assert.equal(smallerText([asset]), "");
});
