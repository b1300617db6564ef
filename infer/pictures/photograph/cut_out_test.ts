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

/** Of the cells that are garment, found or true, the part that is both (Jaccard). */
function agreement(shot: PhotographOptions): number {
  const { pixels, covered } = photograph(shot);
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
    const is = truth[3 * i]! > 127 ? 1 : 0;
    both += found & is, either += found | is;
  });
  return both / either;
}

/** 0..1: how alike two images are, as the cosine of the angle between them. */
function likeness(one: Uint8Array, other: Uint8Array): number {
  let product = 0, squares = 0, otherSquares = 0;
  one.forEach((level, i) => {
    product += level * other[i]!;
    squares += level * level, otherSquares += other[i]! * other[i]!;
  });
  return product / Math.sqrt(squares * otherSquares || 1);
}

for (const ground of BACKGROUND_NAMES) {
  Deno.test(`findGarment() finds garments on: ${ground}, off the middle, with a shadow`, () => {
    for (const label of [1, 2, 3, 7]) {
      const shot = { ground, dye: INDIGO, at: [0.44, 0.57], width: 240, height: 320 } as const;
      const found = agreement({ garment: ofClass(label), ...shot });
      // An outline that is one cell off costs trousers or a shoe a fifth, and on an even wall some shadow is taken along.
      assert.ok(found > 0.7, `class ${label}: ${found.toFixed(2)}`);
    }
  });
}

Deno.test("findGarment() finds hardly anything where there is only a floor", () => {
  for (const ground of ["wall", "concrete", "carpet", "grass"] as const) {
    const { pixels: { width, height, ...rest } } = photograph({
      ground,
      garment: new Uint8Array(IMAGE_PIXELS),
      width: 160,
      height: 160,
    });
    const cells = colourGrid({ width, height, ...rest }, { left: 0, top: 0, width, height }, 112);
    const share = findGarment(cells)?.cells.reduce((sum, cell) => sum + cell / 112 ** 2, 0) ?? 0;
    assert.ok(share < 0.1, `${ground}: ${share}`);
  }
});

Deno.test("prepareImage() makes the garment alone of a photograph, its dark cloth light", () => {
  for (const ground of ["wood", "plaid", "tiles", "grass", "concrete"] as const) {
    const shot = { garment: ofClass(0), ground, dye: INDIGO, at: [0.55, 0.42] } as const;
    const prepared = prepareImage(photograph(shot).pixels);
    const wanted = prepareImage({ width: 28, height: 28, channels: 1, data: ofClass(0) });
    const shared = prepared.filter((level, i) => level > 0 && wanted[i]! > 0).length;
    const either = prepared.filter((level, i) => level > 0 || wanted[i]! > 0).length;
    // As above: an edge of one pixel around a shirt is a fifth of it.
    assert.ok(shared / either > 0.75, `${ground}: ${(shared / either).toFixed(2)}`);
    const lit = prepared.filter((level) => level > 0);
    const mean = lit.reduce((sum, level) => sum + level / lit.length, 0);
    assert.ok(mean > 100, `${ground}: ${mean.toFixed(0)}`);
  }
});

Deno.test("a white garment on a dark floor stays light, and a dim one gets contrast", () => {
  const dye = [[120, 120, 124], [90, 90, 92]] as const; // hardly any contrast of its own
  const shot = { garment: ofClass(2), ground: "wood", dye, noise: 2, falloff: 0.1 } as const;
  const cut = cutOutGarment(photograph(shot).pixels)!;
  const levels = cut.data.filter((level) => level > 0).sort();
  assert.ok(levels[Math.floor(0.95 * levels.length)]! >= 190, `${levels.at(-1)}`);
  const white = [[246, 246, 246], [214, 214, 214]] as const;
  const light = prepareImage(
    photograph({ garment: ofClass(1), ground: "grass", dye: white }).pixels,
  );
  const mean = light.filter((level) => level > 0).reduce(
    (sum, level, _, all) => sum + level / all.length,
    0,
  );
  assert.ok(mean > 100, `${mean}`);
});

Deno.test("readImage() gives a photograph's JPEG the same bytes each time, close to the photograph's own", async () => {
  const { pixels } = photograph({ garment: ofClass(8), ground: "wood", dye: INDIGO });
  const { width, height, data } = pixels;
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) rgba.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  const file = jpeg.encode({ width, height, data: rgba }, 40).data; // quality 40: blocks can be seen
  const image = await readImage(file, "bag.jpg");
  assert.deepEqual(await readImage(file, "bag.jpg"), image);
  assert.ok(likeness(image, prepareImage(pixels)) > 0.97);
});
