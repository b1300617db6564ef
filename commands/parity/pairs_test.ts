import assert from "node:assert/strict";
import type { ChosenBackend } from "../../runtime/backends.ts";
import { type OutputArray, pairsOf } from "./pairs.ts";
import { REFERENCE } from "./runtimes.ts";

const array = (
  runtime: string,
  backend: ChosenBackend,
  values: readonly number[],
  { model = "LeNet", output = "logits" } = {},
): OutputArray => ({
  model,
  runtime,
  backend,
  output,
  values: Float32Array.from(values),
  width: 2,
});

const against = (arrays: readonly OutputArray[]) =>
  pairsOf(arrays).map(({ model, output, runtime, against }) =>
    `${model} ${output}: ${runtime} against ${against}`
  );

Deno.test("each array is compared with the reference's of its model and output", () => {
  assert.deepEqual(
    against([
      array(REFERENCE, "cpu", [1, 2]),
      array(REFERENCE, "cpu", [1, 2], { output: "embedding" }),
      array(REFERENCE, "cpu", [1, 2], { model: "VAE" }),
      array("webgpu in Deno", "webgpu", [1, 2]),
      array("webgpu in Deno", "webgpu", [1, 2], { model: "VAE" }),
      array("webgpu in Deno", "webgpu", [1, 2], { model: "VAE", output: "mean" }),
    ]),
    [
      `LeNet logits: webgpu in Deno against ${REFERENCE}`,
      `VAE logits: webgpu in Deno against ${REFERENCE}`,
    ],
  );
});

Deno.test("WebAssembly is compared with the first WebAssembly too", () => {
  const wasm = ["wasm in Deno", "wasm in Node", "wasm in Chromium"].map((runtime) =>
    array(runtime, "wasm", [1, 2])
  );
  assert.deepEqual(against([array(REFERENCE, "cpu", [1, 2]), ...wasm]), [
    `LeNet logits: wasm in Deno against ${REFERENCE}`,
    `LeNet logits: wasm in Node against ${REFERENCE}`,
    "LeNet logits: wasm in Node against wasm in Deno",
    `LeNet logits: wasm in Chromium against ${REFERENCE}`,
    "LeNet logits: wasm in Chromium against wasm in Deno",
  ]);
  assert.deepEqual(against(wasm.slice(0, 2)), ["LeNet logits: wasm in Node against wasm in Deno"]);
});

Deno.test("only logits have classes that disagree", () => {
  const [logits, means] = ["logits", "mean"].map((output) =>
    pairsOf([
      array(REFERENCE, "cpu", [1, 2, 4, 3], { output }),
      array("webgpu in Deno", "webgpu", [2, 1, 4, 3], { output }),
    ])[0]!
  );
  assert.equal(logits!.disagreements!.length, 1);
  assert.equal(means!.disagreements, undefined);
});
