import assert from "node:assert/strict";
import { loadDataset } from "../../../data/load.ts";
import type { VariantKind } from "../../../infer/zoo_manifest.ts";
import { bandClassifier } from "../../../tests/models/band_classifier.ts";
import { encodeModel } from "../../../onnx/encode.ts";
import { makeGraph, makeModel, makeNode } from "../../../onnx/make.ts";
import { measureVariants } from "./measure_variants.ts";
import { withVariantSection } from "./variant_section.ts";

const dataset = await loadDataset({ data: "synthetic", syntheticSizes: { train: 400, test: 30 } });
const zoo = (path: string) =>
  Deno.readFile(new URL(`../../../models/zoo/${path}`, import.meta.url));

Deno.test("the variants of a classifier are measured, and the card gets one table", async () => {
  const kinds: VariantKind[] = [];
  const files = { "model.onnx": await zoo("lenet/model.onnx") };
  const variants = await measureVariants(files, dataset, (kind) => kinds.push(kind));
  assert.deepEqual(kinds, ["float32", "fp16", "int8", "int8-static"]);
  const { float32, fp16, int8 } = variants.measured;
  assert.equal(variants.validationImages, 40);
  assert.equal(variants.testImages, 30);
  assert.equal(float32!.otherClass, 0);
  assert.equal(float32!.files["model.onnx"]!.bytes, files["model.onnx"].length);
  assert.ok(fp16!.files["model.onnx"]!.bytes < 0.52 * files["model.onnx"].length);
  assert.ok(int8!.files["model.onnx"]!.bytes < 0.28 * files["model.onnx"].length);
  // Float32 arithmetic in either case: the order of additions.
  assert.ok(int8!.betweenRuntimes < 1e-5 && float32!.betweenRuntimes < 1e-5);
  const card = withVariantSection("# LeNet\n", variants);
  assert.equal(withVariantSection(card, variants), card);
  assert.match(card, /^\| weights in 8 bits, computes in float32.* \| 66,799 \| [\d.]+ % \|/m);
});

Deno.test("the variants of a VAE are scored by its ELBO", async () => {
  const files = {
    "encoder.onnx": await zoo("vae/encoder.onnx"),
    "decoder.onnx": await zoo("vae/decoder.onnx"),
  };
  const { measured } = await measureVariants(files, dataset, () => {});
  assert.deepEqual(Object.keys(measured), ["float32", "fp16", "int8"]);
  const [float32, int8] = [measured.float32!.validation, measured.int8!.validation];
  assert.ok(float32 < 0 && Math.abs(int8 - float32) < 0.01 * Math.abs(float32), `${int8}`);
});

/** A classifier without weights: the sums of ten parts of an image. */
function weightless() {
  const graph = makeGraph({
    name: "sums",
    inputs: [{ name: "image", type: "float32", shape: ["batch", 1, 28, 28] }],
    outputs: [{ name: "logits", type: "float32", shape: ["batch", 10] }],
    nodes: [
      makeNode("AveragePool", ["image"], ["parts"], {
        kernel_shape: { ints: [14, 5] },
        strides: { ints: [14, 5] },
      }),
      makeNode("Flatten", ["parts"], ["logits"]),
    ],
  });
  const labels = JSON.stringify(Array.from({ length: 10 }, (_, i) => `class ${i}`));
  return encodeModel(makeModel({ graph, opsets: { "": 17 }, metadata: { labels } }));
}

Deno.test("a variant that changes nothing in a model is not measured", async () => {
  const { measured, page } = await measureVariants(
    { "model.onnx": weightless() },
    dataset,
    () => {},
  );
  const kinds = Object.keys(measured);
  assert.ok(kinds.includes("float32") && !kinds.includes("int8"), kinds.join());
  assert.equal(page, "float32");
});

Deno.test("an error in making a variant that is no lack of weights is thrown", async () => {
  const files = { "model.onnx": bandClassifier({ batch: 3 }) };
  await assert.rejects(measureVariants(files, dataset, () => {}));
});

Deno.test("classes that change are counted on validation and on test images", async () => {
  const { measured } = await measureVariants(
    { "model.onnx": await zoo("lenet/model.onnx") },
    dataset,
    () => {},
  );
  for (const { otherClass, otherTestClass, validation, test } of Object.values(measured)) {
    assert.ok(otherClass <= 4 && otherTestClass <= 3, `${otherClass} ${otherTestClass}`);
    for (const [score, count] of [[validation, 40], [test, 30]] as const) {
      assert.equal(score * count, Math.round(score * count), "a part of the images");
    }
  }
});
