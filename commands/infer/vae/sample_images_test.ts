import assert from "node:assert/strict";
import { parseFlags } from "../../../cli/flags.ts";
import { record } from "../../../cli/testing/recorded.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";
import { encodeNpy } from "../../../infer/outputs/npy.ts";
import { loadVae } from "../../../infer/vae/load_vae.ts";
import { sample } from "../../../infer/vae/vae.ts";
import { smallVae } from "../../../tests/models/small_vae.ts";
import { imageGrid } from "../../../viz/mod.ts";
import { SPEC } from "../spec.ts";
import { sampleImages } from "./sample_images.ts";

/** Samples with the small VAE, whose images are two halves, and returns the expected ones too. */
async function sampled(...flags: string[]) {
  const model = await loadVae(smallVae());
  try {
    const parsed = parseFlags(SPEC, ["--task", "sample", ...flags]);
    const result = await sampleImages({
      ...{ model, title: "VAE", flags: parsed },
      context: { stdout: record(), stderr: record(), signal: new AbortController().signal },
      readImages: () => Promise.reject(new Error("it reads no images")),
    });
    const { count = 64, seed = 1 } = parsed;
    return { result, images: await sample(model, { count, seed }) };
  } finally {
    await model.close();
  }
}

const HEADING = { theme: "light", title: "VAE: generated images", synthetic: false } as const;

Deno.test("64 images of seed 1 are drawn in a square", async () => {
  const { result: { json, text, figures, files }, images } = await sampled();
  assert.deepEqual([json, text], [{ count: 64, seed: 1 }, "64 images from seed 1\n"]);
  const subtitle = "64 points of 2 latent dimensions, seed 1";
  assert.equal(figures[0]!.draw(), imageGrid(images, { ...HEADING, subtitle, columns: 8 }));
  assert.deepEqual(files, [{ path: "samples.npy", bytes: encodeNpy([64, 28, 28], images) }]);
});

Deno.test("at most 400 images are drawn, and all are in the file", async () => {
  const { result: { figures, files }, images } = await sampled("--count", "401", "--seed", "3");
  const shown = images.subarray(0, 400 * IMAGE_PIXELS);
  const subtitle = "the first 400 of 401 points of 2 latent dimensions, seed 3";
  assert.equal(figures[0]!.draw(), imageGrid(shown, { ...HEADING, subtitle, columns: 20 }));
  assert.equal(files[0]!.bytes.length, 128 + 4 * 401 * IMAGE_PIXELS);
});

Deno.test("of a latent plane 20 x 20 points from -2.5 to 2.5 are drawn, up and to the right", async () => {
  const { result: { figures: [, manifold] } } = await sampled("--count", "1");
  const at = (step: number) => -2.5 + 5 * step / 19;
  const levels = Float32Array.from({ length: 400 * IMAGE_PIXELS }, (_, i) => {
    const point = Math.floor(i / IMAGE_PIXELS), isUpper = i % IMAGE_PIXELS < 392;
    return isUpper ? at(point % 20) : at(19 - Math.floor(point / 20));
  });
  assert.equal(manifold!.path, "manifold");
  assert.equal(
    manifold!.draw("dark"),
    imageGrid(levels, {
      ...{ theme: "dark", synthetic: false, columns: 20, title: "VAE: the latent plane" },
      subtitle: "Both dimensions from -2.5 to 2.5",
    }),
  );
});
