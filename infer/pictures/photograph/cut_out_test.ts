import assert from "node:assert/strict";
import jpeg from "jpeg-js";
import { synthesize } from "../../../data/synthetic.ts";
import { readImage } from "../image_file.ts";
import { prepareImage } from "../prepare_image.ts";
import { BACKGROUND_NAMES, photograph, type PhotographOptions } from "../testing/photograph.ts";
import { colourGrid } from "./colour_grid.ts";
import { cutOutGarment } from "./cut_out.ts";
import { findGarment } from "./find_garment.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

const garments = synthesize({ split: "test", count: 20 });
const garment = (n: number) => garments.images.subarray(IMAGE_PIXELS * n, IMAGE_PIXELS * (n + 1));
/** The first drawn garment of a class. */
const ofClass = (label: number) => garment(garments.labels.indexOf(label));

const INDIGO = [[226, 226, 232], [24, 40, 112]] as const;

/** The Jaccard index of the cells that are found and the cells of the garment. */
function agreement(options: PhotographOptions): number {
  const { pixels, covered } = photograph(options);
  const { width, height } = pixels;
  const cells = colourGrid(pixels, { left: 0, top: 0, width, height }, 112);
  const mask = findGarment(cells);
  if (!mask) return 0;
  const truth = colourGrid(
    { width, height, channels: 1, data: covered.map((each) => 255 * each) },
    { left: 0, top: 0, width, height },
    112,
  ).colours;
  let both = 0, either = 0;
  mask.cells.forEach((found, i) => {
    const isGarment = truth[3 * i]! > 127 ? 1 : 0;
    both += found & isGarment, either += found | isGarment;
  });
  return both / either;
}

/** The similarity of two images, 0..1: the cosine of the angle between them. */
function similarity(one: Uint8Array, other: Uint8Array): number {
  let product = 0, squares = 0, otherSquares = 0;
  one.forEach((level, i) => {
    product += level * other[i]!;
    squares += level * level, otherSquares += other[i]! * other[i]!;
  });
  return product / Math.sqrt(squares * otherSquares || 1);
}

for (const background of BACKGROUND_NAMES) {
  Deno.test(`findGarment() finds garments on: ${background}, off the middle, with a shadow`, () => {
    for (const label of [1, 2, 3, 7]) {
      const options = {
        background,
        dye: INDIGO,
        at: [0.44, 0.57],
        width: 240,
        height: 320,
      } as const;
      const found = agreement({ garment: ofClass(label), ...options });
      // An outline that is one cell off costs trousers or a shoe a fifth. On an even wall some
      // shadow counts as garment.
      assert.ok(found > 0.7, `class ${label}: ${found.toFixed(2)}`);
    }
  });
}

Deno.test("findGarment() finds hardly anything on a floor without a garment", () => {
  for (const background of ["wall", "concrete", "carpet", "grass"] as const) {
    const { pixels: { width, height, ...rest } } = photograph({
      background,
      garment: new Uint8Array(IMAGE_PIXELS),
      width: 160,
      height: 160,
    });
    const cells = colourGrid({ width, height, ...rest }, { left: 0, top: 0, width, height }, 112);
    const share = findGarment(cells)?.cells.reduce((sum, cell) => sum + cell / 112 ** 2, 0) ?? 0;
    assert.ok(share < 0.1, `${background}: ${share}`);
  }
});

Deno.test("prepareImage() keeps the garment of a photograph alone and inverts dark cloth", () => {
  for (const background of ["wood", "plaid", "tiles", "grass", "concrete"] as const) {
    const options = { garment: ofClass(0), background, dye: INDIGO, at: [0.55, 0.42] } as const;
    const prepared = prepareImage(photograph(options).pixels);
    const wanted = prepareImage({ width: 28, height: 28, channels: 1, data: ofClass(0) });
    const shared = prepared.filter((level, i) => level > 0 && wanted[i]! > 0).length;
    const either = prepared.filter((level, i) => level > 0 || wanted[i]! > 0).length;
    // An edge of one pixel around a shirt is a fifth of its area.
    assert.ok(shared / either > 0.75, `${background}: ${(shared / either).toFixed(2)}`);
    const lit = prepared.filter((level) => level > 0);
    const mean = lit.reduce((sum, level) => sum + level / lit.length, 0);
    assert.ok(mean > 100, `${background}: ${mean.toFixed(0)}`);
  }
});

Deno.test("a white garment on a dark floor stays light, and one without contrast gets it", () => {
  const dye = [[120, 120, 124], [90, 90, 92]] as const; // hardly any contrast of its own
  const options = { garment: ofClass(2), background: "wood", dye, noise: 2, falloff: 0.1 } as const;
  const cut = cutOutGarment(photograph(options).pixels)!;
  const levels = cut.data.filter((level) => level > 0).sort();
  assert.ok(levels[Math.floor(0.95 * levels.length)]! >= 190, `${levels.at(-1)}`);
  const white = [[246, 246, 246], [214, 214, 214]] as const;
  const light = prepareImage(
    photograph({ garment: ofClass(1), background: "grass", dye: white }).pixels,
  );
  const mean = light.filter((level) => level > 0).reduce(
    (sum, level, _, all) => sum + level / all.length,
    0,
  );
  assert.ok(mean > 100, `${mean}`);
});

Deno.test("readImage() gives nearly the same image for a photograph and its JPEG", async () => {
  const { pixels } = photograph({ garment: ofClass(8), background: "wood", dye: INDIGO });
  const { width, height, data } = pixels;
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  const file = jpeg.encode({ width, height, data: rgba }, 40).data; // quality 40 shows blocks
  const image = await readImage(file, "bag.jpg");
  assert.deepEqual(await readImage(file, "bag.jpg"), image);
  assert.ok(similarity(image, prepareImage(pixels)) > 0.97);
});

/** The width, height, mean level and cells of what is cut out on each background. */
const CUT_OUTS: Readonly<Record<string, readonly number[]>> = {
  bed: [33, 80, 115, 2207],
  carpet: [84, 44, 93, 1815],
  concrete: [43, 76, 95, 1799],
  dark: [81, 30, 85, 1666],
  grass: [66, 81, 91, 4057],
  plaid: [74, 83, 23, 1483],
  tiles: [37, 99, 57, 1366],
  wall: [81, 76, 103, 4144],
  wood: [78, 81, 72, 3926],
};

Deno.test("cutOutGarment() cuts out the same rectangle, levels and cells on each background", () => {
  const found = Object.fromEntries(BACKGROUND_NAMES.map((background, i) => {
    const options = { garment: garment(i), background, width: 180, height: 240 } as const;
    const { width, height, data } = cutOutGarment(photograph(options).pixels)!;
    const sum = data.reduce((sum, level) => sum + level, 0);
    const cells = data.filter((level) => level > 0).length;
    return [background, [width, height, Math.round(sum / data.length), cells]];
  }));
  assert.deepEqual(found, CUT_OUTS);
});
