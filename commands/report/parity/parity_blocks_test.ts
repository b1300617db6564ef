import assert from "node:assert/strict";
import type { Parity, PromiseResult } from "../../parity/parity.ts";
import { plainText, tablesIn } from "../document/document.ts";
import { parityBlocks } from "./parity_blocks.ts";

const promise = (state: PromiseResult["state"]): PromiseResult => ({
  ...{ name: "equal logits", promise: "Logits are equal.", because: "", state, checked: 1 },
  broken: state === "broken" ? ["logits of LeNet: 0.5"] : [],
});

const parity = (...states: PromiseResult["state"][]): Parity => ({
  machine: { system: "", processor: "", cores: 2, packages: {} },
  inputs: {
    ...{ dataset: "Garments", synthetic: true, images: 1500, latents: 10, batchSize: 256 },
    softwareImages: 100,
  },
  runtimes: [
    { name: "cpu in Deno", backend: "cpu", engine: "Deno", state: "ran" },
    { name: "webgpu in Deno", backend: "webgpu", engine: "Deno", state: "ran", software: "yes" },
    { name: "cuda in Deno", backend: "cuda", engine: "Deno", state: "absent", why: "no library" },
  ],
  models: [
    { model: "LeNet", runtime: "cpu in Deno", images: 1500, imagesPerSecond: 99.6, accuracy: 0.9 },
    { model: "LeNet", runtime: "webgpu in Deno", images: 100, imagesPerSecond: 5, accuracy: 0.8 },
    { model: "VAE", runtime: "webgpu in Deno", error: "it crashed" },
  ],
  pairs: [{
    ...{ model: "LeNet", output: "logits", backend: "webgpu", runtime: "webgpu in Deno" },
    ...{ against: "cpu in Deno", rows: 100, largest: 2e-6, magnitude: 4, relative: 5e-7 },
    ...{ identical: false, strange: 0, disagreements: [] },
  }],
  maps: [],
  promises: states.map(promise),
});

const paragraph = (...states: PromiseResult["state"][]) => {
  const [first] = parityBlocks(parity(...states), []);
  assert.ok(first?.kind === "paragraph");
  return plainText(first.text);
};

Deno.test("the sentence on promises counts kept, broken and unchecked ones", () => {
  assert.match(
    paragraph("kept", "kept"),
    /1,500 images .* in 2 runtimes .* All 2 promises .* are kept\.$/,
  );
  assert.match(
    paragraph("kept", "unchecked"),
    /All 1 promises .* kept\. This machine cannot check the other 1\.$/,
  );
  assert.match(paragraph("kept", "broken"), /1 of 2 promises that could be checked are broken\.$/);
});

Deno.test("a broken promise is a notice, and a missing runtime is listed", () => {
  const blocks = parityBlocks(parity("broken"), []);
  const notice = blocks.find((block) => block.kind === "notice");
  assert.deepEqual(notice?.text, "Broken: Logits are equal. logits of LeNet: 0.5");
  const list = blocks.find((block) => block.kind === "list");
  assert.deepEqual(list?.items, ["cuda in Deno: no library"]);
});

Deno.test("each model in each runtime is a row of the table", () => {
  const [table] = tablesIn(parityBlocks(parity("kept"), []));
  assert.deepEqual(table!.rows.map((row) => row.map(plainText).join("; ")), [
    "LeNet; cpu in Deno; 1,500; 100; 90.00 %; reference; –",
    "LeNet; webgpu in Deno (software); 100; 5; 80.00 %; 5.0e−7; 0",
    "VAE; webgpu in Deno (software); it crashed; –; –; –; –",
  ]);
});
