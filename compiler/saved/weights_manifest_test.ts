import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { requireManifest } from "./weights_manifest.ts";

const weight = { name: "dense/kernel", shape: [2, 3], dtype: "float32" };

/** A manifest with one group. */
const group = (changes: Record<string, unknown> = {}) => [
  { paths: ["weights.bin"], weights: [weight], ...changes },
];

Deno.test("a list of weights as tfjs writes it is taken", () => {
  requireManifest([], "model.json");
  requireManifest(group(), "model.json");
  const texts = { name: "words", shape: [4], dtype: "string" };
  const bytes = { ...weight, quantization: { dtype: "uint8", scale: 0.1, min: 0 } };
  requireManifest(group({ weights: [texts, bytes] }), "model.json");
});

Deno.test("a damaged list of weights is refused with the part that is wrong", () => {
  const spec = /weight 2 of its weightsManifest has no name, shape and dtype/;
  const damaged = (changes: Record<string, unknown>) =>
    group({ weights: [weight, { ...weight, ...changes }] });
  const cases: [manifest: unknown[], message: RegExp][] = [
    [[null], /group 1 of its weightsManifest has no list of paths/],
    [group({ paths: [7] }), /no list of paths/],
    [group({ weights: undefined }), /group 1 of its weightsManifest has no list of weights/],
    [group({ weights: [weight, null] }), spec],
    [damaged({ name: 1 }), spec],
    [damaged({ shape: "2,3" }), spec],
    [damaged({ shape: [-1] }), spec],
    [damaged({ shape: [1.5] }), spec],
    [damaged({ dtype: "float64" }), spec],
    [damaged({ dtype: { toString: 1 } }), spec],
    [damaged({ quantization: { dtype: "uint7" } }), spec],
    [damaged({ quantization: null }), spec],
  ];
  for (const [manifest, message] of cases) {
    assert.throws(() => requireManifest(manifest, "model.json"), (error) => {
      assert.ok(error instanceof WeftError, `${error}`);
      assert.match(error.message, message);
      return true;
    });
  }
});
