import { createGenerator } from "../../../data/random.ts";
import { WeftError } from "../../../error.ts";
import { animation, type ImageCaption, imageGrid, type ThemeName } from "../../../viz/mod.ts";
import { interpolate } from "../../../infer/vae/vae.ts";
import type { Findings, Given, Workshop } from "./with_vae.ts";
import { IMAGE_PIXELS, IMAGE_SIDE } from "../../../data/image.ts";

type Pair = readonly [from: number, to: number];

const STEPS = 10, PAIRS = 8, SEED = 1;
/** Pixels of the animation for each pixel of an image, and between two images. */
const SCALE = 4, GAP = 8;
/** Images side by side in the animation. */
const COLUMNS = 4;
/** Milliseconds of a frame. */
const DELAY = 120;

/** `--task interpolate`: rows of images that turn from one into another, and the same as an animation. */
export async function interpolatePairs(workshop: Workshop): Promise<Findings> {
  const { model, title, flags } = workshop;
  const { steps = STEPS, count = PAIRS, seed = SEED } = flags;
  const given = await workshop.given();
  const { images, dataset } = given;
  const pairs = choosePairs(given, flags.from, flags.to, count, seed);
  const image = (index: number) =>
    images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS);
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
          if (step === 0) return captionOf(given, from);
          return step === steps - 1 ? captionOf(given, to) : {};
        })
      ),
    });
  return {
    json: { pairs: pairs.map(([from, to]) => ({ from, to })), steps },
    text: pairs.map(([from, to]) =>
      `${describe(given, from)} to ${describe(given, to)} in ${steps} steps\n`
    ).join(""),
    figures: [{ path: "interpolation", draw }],
    files: [{ path: "interpolation_animated.png", bytes: animate(rows, steps) }],
  };
}

/** The one pair that was asked for, or random ones whose images are of two classes. */
function choosePairs(
  { names, labels }: Given,
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

function captionOf({ names, labels, dataset }: Given, index: number): ImageCaption {
  const truth = labels && dataset?.classes[labels[index]!];
  return { name: names[index]!, ...(truth ? { truth } : {}) };
}

function describe(given: Given, index: number): string {
  const { name, truth } = captionOf(given, index);
  return truth ? `${name} (${truth})` : `${name}`;
}

/** All rows at once, there and back: step `i` of each in frame `i`. */
function animate(rows: readonly Float32Array[], steps: number): Uint8Array {
  const columns = Math.min(COLUMNS, rows.length);
  const pitch = IMAGE_SIDE * SCALE + GAP;
  const width = columns * pitch + GAP, height = Math.ceil(rows.length / columns) * pitch + GAP;
  const there = Array.from({ length: steps }, (_, i) => i);
  const order = [...there, ...there.slice(1, -1).reverse()];
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
