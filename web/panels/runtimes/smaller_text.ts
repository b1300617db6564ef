// This module is browser compatible.
import type { ModelAsset } from "../../assets.ts";

/**
 * Says which networks of the page have smaller files than `deno task infer` uses, and what that
 * changes; empty where none has.
 */
export function smallerText(models: readonly ModelAsset[]): string {
  const sentences = models.flatMap(({ title, bytes, smaller }) =>
    smaller
      ? [
        `${title} has ${size(bytes)} here and ${size(smaller.float32Bytes)} in float32; ` +
        `${smaller.otherClass} of ${smaller.testImages.toLocaleString("en-US")} test images get ` +
        "another class.",
      ]
      : []
  );
  if (sentences.length === 0) return "";
  return `The page's files have weights in 8 bits; deno task infer uses float32. ${
    sentences.join(" ")
  } The native and the WebAssembly build of ONNX Runtime agree on the page's file.`;
}

const size = (bytes: number) =>
  bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
