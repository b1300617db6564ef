import assert from "node:assert/strict";
import { join } from "node:path";
import { parityMarkdown, parityText } from "./format.ts";
import { type OutputArray, pairsOf } from "./pairs.ts";
import type { Parity } from "./parity.ts";
import { checkPromises } from "./promises.ts";
import { REFERENCE } from "./runtimes.ts";
import { ROOT } from "../../root.ts";

/** A classifier in two runtimes that differ in a tie, and a runtime that is absent. */
function measured(): Parity {
  const array: Omit<OutputArray, "runtime" | "backend" | "values"> = {
    ...{ model: "lenet", output: "logits", width: 2 },
  };
  const pairs = pairsOf([
    { ...array, runtime: REFERENCE, backend: "cpu", values: Float32Array.of(3, 3.00001) },
    { ...array, runtime: "webgpu in Deno", backend: "webgpu", values: Float32Array.of(3.00001, 3) },
  ]);
  const found: Pick<Parity, "runtimes" | "models" | "pairs" | "maps"> = {
    runtimes: [
      { name: REFERENCE, backend: "cpu", engine: "Deno 2", state: "ran" },
      {
        name: "webgpu in Deno",
        backend: "webgpu",
        engine: "Deno 2",
        state: "ran",
        software: "slow",
      },
      { name: "wasm in Node", backend: "wasm", engine: "Node", state: "absent", why: "no | Node" },
    ],
    models: [
      { model: "lenet", runtime: REFERENCE, images: 1, imagesPerSecond: 12_345, accuracy: 1 },
      {
        ...{ model: "lenet", runtime: "webgpu in Deno", images: 1, accuracy: 0 },
        placement: { nodes: { WebGpu: 3, CPU: 1 }, fallen: ["pool (MaxPool)"] },
      },
    ],
    pairs,
    maps: [{ engine: "Deno 2", hash: "ab" }, { engine: "Node 20", error: "no memory" }],
  };
  return {
    machine: { system: "linux x64", processor: "A processor", cores: 2, packages: { ort: "1.0" } },
    inputs: {
      ...{ dataset: "Garments", synthetic: true, images: 300, latents: 300, batchSize: 256 },
      softwareImages: 256,
    },
    ...found,
    promises: checkPromises(found),
  };
}

Deno.test("parityText() shows promises, ties, placement and absent runtimes", () => {
  const text = parityText(measured());
  assert.match(text, /t-SNE of the same features\n.*host +SHA-256 of the map\n/);
  assert.match(text, /equal classes +kept +1\n/);
  assert.match(text, /equal maps +broken +1 +Node 20: no memory\n/);
  assert.match(text, /wasm in Node +Node +absent +no \| Node\n/);
  assert.match(text, /lenet +cpu in Deno +1 +100\.00 % +12,000\n/);
  assert.match(text, /3 WebGpu, 1 CPU; left to the CPU: pool \(MaxPool\)\n/);
  assert.match(text, /Ties: .*\n.*\n +lenet +webgpu in Deno +cpu in Deno +0 +0 and 1 +3\.\de-6\n/);
});

Deno.test("parityMarkdown() names command, machine and inputs, and is formatted", async () => {
  const page = parityMarkdown(measured(), "deno task parity --out docs/parity.md");
  assert.match(page, /```sh\ndeno task parity --out docs\/parity\.md\n```/);
  assert.match(page, /Machine: A processor, 2 cores, linux x64; ort 1\.0\./);
  assert.match(page, /A GPU in software gets the first 256\./);
  const child = new Deno.Command("deno", {
    args: ["fmt", "--ext", "md", "--config", join(ROOT, "deno.json"), "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(page));
  await writer.close();
  assert.equal(new TextDecoder().decode((await child.output()).stdout), page);
});
