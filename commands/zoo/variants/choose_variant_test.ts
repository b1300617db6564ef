import assert from "node:assert/strict";
import type { ZooVariant } from "../../../infer/zoo_manifest.ts";
import { choosePageVariant, LIMITS } from "./choose_variant.ts";

function variant(bytes: number, changes: Partial<ZooVariant> = {}): ZooVariant {
  return {
    files: { "model.onnx": { bytes, sha256: "" } },
    ...{ validation: 0.9, test: 0.9, otherClass: 0, otherTestClass: 0, betweenRuntimes: 1e-7 },
    ...changes,
  };
}

const choose = (int8: ZooVariant) =>
  choosePageVariant({ float32: variant(100), int8 }, LIMITS.accuracy, 5000);

Deno.test("the page takes the smallest variant that keeps its accuracy", () => {
  assert.equal(choose(variant(30)), "int8");
  assert.equal(choose(variant(30, { validation: 0.8991, test: 0.1 })), "int8");
  assert.equal(choose(variant(30, { validation: 0.8989 })), "float32");
  assert.equal(choose(variant(200)), "float32");
  const pair = (encoder: number, decoder: number) => ({
    files: {
      "encoder.onnx": { bytes: encoder, sha256: "" },
      "decoder.onnx": { bytes: decoder, sha256: "" },
    },
  });
  assert.equal(choose(variant(0, pair(90, 9))), "int8");
  assert.equal(choose(variant(0, pair(90, 11))), "float32");
});

Deno.test("the page takes no variant that changes many classes or differs between runtimes", () => {
  assert.equal(choose(variant(30, { otherClass: 5 })), "int8");
  assert.equal(choose(variant(30, { otherClass: 6 })), "float32");
  assert.equal(choose(variant(30, { betweenRuntimes: 4e-5 })), "float32");
  assert.equal(choose(variant(30, { betweenRuntimes: NaN })), "float32");
});

Deno.test("the page takes no variant that needs images to be made", () => {
  const measured = { float32: variant(100), fp16: variant(10), "int8-static": variant(5) };
  assert.equal(choosePageVariant(measured, LIMITS.accuracy, 5000), "float32");
});

Deno.test("an ELBO may be a tenth of a nat lower, and runtimes differ by 1e-5", () => {
  const measured = (validation: number, betweenRuntimes = 1e-5) => ({
    float32: variant(100, { validation: -240 }),
    int8: variant(30, { validation, betweenRuntimes }),
  });
  assert.equal(choosePageVariant(measured(-240.09), LIMITS.elbo, 5000), "int8");
  assert.equal(choosePageVariant(measured(-240.11), LIMITS.elbo, 5000), "float32");
  assert.equal(choosePageVariant(measured(-240, 1.1e-5), LIMITS.elbo, 5000), "float32");
});
