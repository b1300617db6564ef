import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createSession } from "../../runtime/session.ts";
import { decodeModel } from "../encode.ts";
import { rewriteForCuda } from "./for_cuda.ts";
import { operators } from "../../tests/rewritten_model.ts";

const zoo = (name: string) => new URL(`../../models/zoo/${name}.onnx`, import.meta.url);

/** The decoder's images of three latents, on the CPU. */
async function decode(decoder: Uint8Array): Promise<Float32Array> {
  const session = await createSession(decoder, { backend: "cpu", threads: 1 });
  const latents = Float32Array.from({ length: 3 * 16 }, (_, i) => 2 * Math.sin(1 + i));
  const { image } = await session.run({
    latent: new session.Tensor("float32", latents, [3, 16]),
  });
  await session.close();
  return image!.data as Float32Array;
}

Deno.test("rewriteForCuda() makes the pads of the VAE's decoder symmetric", async () => {
  const bytes = await readFile(zoo("vae/decoder")), rewritten = rewriteForCuda(bytes);
  const { graph } = decodeModel(rewritten);
  const transposed = graph!.node.filter(({ opType }) => opType === "ConvTranspose");
  assert.equal(transposed.length, 3);
  for (const { attribute } of transposed) {
    const { ints } = attribute.find(({ name }) => name === "pads")!;
    assert.deepEqual(ints.slice(0, 2), ints.slice(2));
  }
  // The same products in the same order; grey levels are in 0..1.
  const expected = await decode(bytes);
  (await decode(rewritten)).forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6));
});

Deno.test("rewriteForCuda() drops LeNet's channel padding and keeps its pooling", async () => {
  const names = operators(
    decodeModel(rewriteForCuda(await readFile(zoo("lenet/model")))),
  );
  assert.deepEqual(names.filter((op) => op === "MaxPool").length, 2);
  assert.deepEqual(names.filter((op) => op === "Pad").length, 1); // around the image
});

Deno.test("rewriteForCuda() returns the same bytes when no rewrite applies", async () => {
  for (const name of ["lenet-modified/model", "vae/encoder"]) {
    const bytes = await readFile(zoo(name));
    assert.equal(rewriteForCuda(bytes), bytes);
  }
});
