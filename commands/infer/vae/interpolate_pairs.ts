import { IMAGE_PIXELS, IMAGE_SIDE } from "../../../data/image.ts";
import { createGenerator } from "../../../data/random.ts";
import { WeftError } from "../../../error.ts";
import { animation, type ImageCaption, imageGrid, type ThemeName } from "../../../viz/mod.ts";
import { interpolate } from "../../../infer/vae/vae.ts";
import type { TaskImages } from "../read_images.ts";
import type { VaeTaskInput, VaeTaskResult } from "./vae_task.ts";

type Pair = readonly [from: number, to: number];

const STEPS = 10, PAIRS = 8, SEED = 1;
/** Pixels of the animation for each pixel of an image, and between two images. */
const SCALE = 4, GAP = 8;
/** Images side by side in the animation. */
const COLUMNS = 4;
/** The time of a frame of the animation, in milliseconds. */
const DELAY = 120;

/**
 * `--task interpolate`: rows of images from one image to another, as a grid and as an animation.
 */
export async function interpolatePairs(input: VaeTaskInput): Promise<VaeTaskResult> {
  const { model, title, flags } = input;
  const { steps = STEPS, count = PAIRS, seed = SEED } = flags;
  const images = await input.readImages();
  const { dataset } = images;
  const pairs = choosePairs(images, flags.from, flags.to, count, seed);
  const image = (index: number) =>
    images.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
  const rows: Float32Array[] = [];
  for (const [from, to] of pairs) {
    rows.push(await interpolate(model, image(from), image(to), steps));
  }
  const all = new Float32Array(pairs.length * steps * IMAGE_PIXELS);
  rows.forEach((row, i) => all.set(row, i * steps * IMAGE_PIXELS));
  const draw = (theme: ThemeName = "light") =>
    imageGrid(all, {
      theme,
      title: `${title}: from one image to another`,
      subtitle: `${dataset?.title ?? ""}, equal steps in ${model.latentSize} latent dimensions`,
      synthetic: dataset?.synthetic ?? false,
      columns: steps,
      captions: pairs.flatMap(([from, to]) =>
        Array.from({ length: steps }, (_, step): ImageCaption => {
          if (step === 0) return captionOf(images, from);
          return step === steps - 1 ? captionOf(images, to) : {};
        })
      ),
    });
  return {
    json: { pairs: pairs.map(([from, to]) => ({ from, to })), steps },
    text: pairs.map(([from, to]) =>
      `${describe(images, from)} to ${describe(images, to)} in ${steps} steps\n`
    ).join(""),
    figures: [{ path: "interpolation", draw }],
    files: [{ path: "interpolation_animated.png", bytes: animate(rows, steps) }],
  };
}

/**
 * Returns the pair of `--from` and `--to`, or else random pairs. The images of a random pair are of
 * two classes where the classes are known.
 */
function choosePairs(
  { names, labels }: TaskImages,
  from: number | undefined,
  to: number | undefined,
  count: number,
  seed: number,
): Pair[] {
  const total = names.length;
  for (const [flag, value] of [["--from", from], ["--to", to]] as const) {
    if (value === undefined || value < total) continue;
    throw new WeftError(
      "usage",
      `${flag}: expected the number of an image, 0 to ${total - 1}, got ${value}`,
      "Count from 0 within the split",
    );
  }
  if (from !== undefined && to !== undefined) return [[from, to]];
  const generator = createGenerator(seed);
  const hasTwo = labels?.some((label) => label !== labels[0]) ?? false;
  return Array.from({ length: count }, (): Pair => {
    const first = generator.below(total);
    let second = generator.below(total);
    while (hasTwo && labels![second] === labels![first]) second = generator.below(total);
    return [first, second];
  });
}

function captionOf({ names, labels, dataset }: TaskImages, index: number): ImageCaption {
  const truth = labels && dataset?.classes[labels[index]!];
  return { name: names[index]!, ...(truth ? { truth } : {}) };
}

function describe(images: TaskImages, index: number): string {
  const { name, truth } = captionOf(images, index);
  return truth ? `${name} (${truth})` : `${name}`;
}

/** Draws an animation of all rows at once, from the first step to the last and back. */
function animate(rows: readonly Float32Array[], steps: number): Uint8Array {
  const columns = Math.min(COLUMNS, rows.length);
  const pitch = IMAGE_SIDE * SCALE + GAP;
  const width = columns * pitch + GAP, height = Math.ceil(rows.length / columns) * pitch + GAP;
  const forward = Array.from({ length: steps }, (_, i) => i);
  const order = [...forward, ...forward.slice(1, -1).reverse()];
  const frames = order.map((step) => {
    const frame = new Uint8Array(width * height);
    rows.forEach((row, i) => {
      const left = GAP + i % columns * pitch, top = GAP + Math.floor(i / columns) * pitch;
      for (let y = 0; y < IMAGE_SIDE * SCALE; y++) {
        for (let x = 0; x < IMAGE_SIDE * SCALE; x++) {
          const pixel = Math.floor(y / SCALE) * IMAGE_SIDE + Math.floor(x / SCALE);
          const level = row[step * IMAGE_PIXELS + pixel]!;
          frame[(top + y) * width + left + x] = Math.round(255 * level);
        }
      }
    });
    return frame;
  });
  return animation(frames, { width, height, delay: DELAY });
}
