import { IMAGE_PIXELS, IMAGE_SIDE } from "../../../data/image.ts";
import { formatCount } from "../../../viz/figures/format.ts";
import { imageGrid, type ThemeName } from "../../../viz/mod.ts";
import { encodeNpy } from "../../../infer/outputs/npy.ts";
import { decode, sample } from "../../../infer/vae/vae.ts";
import { imageCount } from "../read_images.ts";
import type { VaeTaskInput, VaeTaskResult } from "./vae_task.ts";

const COUNT = 64, SEED = 1;
/** The most images of a figure: more do not fit on a screen. */
const SHOWN = 400;
/** The part of a latent plane that is drawn: standard deviations to each side, and steps. */
const REACH = 2.5, SIDE = 20;

/** `--task sample`: images decoded from random points, and of a latent plane the plane itself. */
export async function sampleImages({ model, title, flags }: VaeTaskInput): Promise<VaeTaskResult> {
  const { count = COUNT, seed = SEED } = flags;
  const { latentSize, metadata } = model;
  const synthetic = metadata.dataset === "fashion-mnist-synthetic";
  const images = await sample(model, { count, seed });
  const shown = Math.min(count, SHOWN);
  const samples = (theme: ThemeName = "light") =>
    imageGrid(images.subarray(0, shown * IMAGE_PIXELS), {
      theme,
      title: `${title}: generated images`,
      subtitle: `${shown < count ? `the first ${shown} of ` : ""}${
        formatCount(count)
      } points of ${latentSize} latent dimensions, seed ${seed}`,
      synthetic,
      columns: Math.ceil(Math.sqrt(shown)),
    });
  const manifold = (decoded: Float32Array) => ({
    path: "manifold",
    draw: (theme: ThemeName = "light") =>
      imageGrid(decoded, {
        theme,
        title: `${title}: the latent plane`,
        subtitle: `Both dimensions from -${REACH} to ${REACH}`,
        synthetic,
        columns: SIDE,
      }),
  });
  return {
    json: { count, seed },
    text: `${imageCount(count)} from seed ${seed}\n`,
    figures: [
      { path: "samples", draw: samples },
      ...latentSize === 2 ? [manifold(await decode(model, plane()))] : [],
    ],
    files: [{ path: "samples.npy", bytes: encodeNpy([count, IMAGE_SIDE, IMAGE_SIDE], images) }],
  };
}

/**
 * The points of a square grid, row by row: the first dimension grows to the right, the second
 * upwards.
 */
function plane(): Float32Array {
  const at = (step: number) => -REACH + 2 * REACH * step / (SIDE - 1);
  return Float32Array.from({ length: 2 * SIDE * SIDE }, (_, i) => {
    const point = Math.floor(i / 2);
    return i % 2 === 0 ? at(point % SIDE) : -at(Math.floor(point / SIDE));
  });
}
