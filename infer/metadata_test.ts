import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { readMetadata } from "./metadata.ts";
import { bandClassifier } from "../tests/models/band_classifier.ts";

Deno.test("readMetadata() reads what a protobuf library wrote", () => {
  const metadata = { labels: '["T-shirt/top","Sac à main"]', model: "lenet", empty: "" };
  assert.deepEqual(readMetadata(bandClassifier({ metadata })), metadata);
  assert.deepEqual(readMetadata(bandClassifier({ metadata: {} })), {});
});

Deno.test("readMetadata() reads an entry longer than a one-byte length", () => {
  const metadata = { long: "x".repeat(100_000) };
  assert.deepEqual(readMetadata(bandClassifier({ metadata })), metadata);
});

Deno.test("readMetadata() refuses a file that is cut short anywhere within a field", () => {
  const bytes = bandClassifier();
  for (const length of [1, 3, 100, bytes.length >> 1, bytes.length - 1]) {
    assert.throws(
      () => readMetadata(bytes.subarray(0, length), "cut.onnx"),
      (error: unknown) =>
        error instanceof WeftError && error.code === "model" &&
        error.message.startsWith(
          "Cannot load cut.onnx: it is not an ONNX file, or it is cut short",
        ),
      `${length} bytes`,
    );
  }
});

Deno.test("readMetadata() refuses bytes of another kind and ends on every input", () => {
  assert.throws(() => readMetadata(new TextEncoder().encode("<!DOCTYPE html>")), WeftError);
  assert.throws(() => readMetadata(new Uint8Array(20).fill(255)), WeftError);
  let seed = 1;
  for (let round = 0; round < 2000; round++) {
    const bytes = Uint8Array.from({ length: round % 40 }, () => {
      seed = (seed * 48271) % 2147483647;
      return seed;
    });
    try {
      readMetadata(bytes);
    } catch (error) {
      assert.ok(error instanceof WeftError);
    }
  }
});
