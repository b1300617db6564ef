import assert from "node:assert/strict";
import { createMasks, packColour, rasterize } from "./rasterize.ts";

const WHITE = 0xffffffff, RED = packColour("#ff0000"), BLUE = packColour("#0000ff");
const width = 20, height = 16;

function draw(positions: number[], labels: number[], opacity = 1, radius = 3) {
  const pixels = new Uint32Array(width * height).fill(WHITE);
  const scene = {
    positions: Float32Array.from(positions),
    labels: Uint8Array.from(labels),
    colours: Int32Array.of(RED, BLUE, -1),
    ...{ scale: 1, left: 0, top: 0 },
  };
  rasterize(pixels, width, height, scene, createMasks(radius, opacity));
  const at = (x: number, y: number) => {
    const value = pixels[y * width + x]!;
    return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
  };
  return { pixels, at };
}

Deno.test("packColour() gives the byte order of memory", () => {
  assert.equal(packColour("#123456"), 0x563412);
});

Deno.test("a dot is opaque in the middle and covers its area, at any subpixel position", () => {
  for (const [x, y] of [[10, -8], [10.3, -8.7], [9.9, -7.1], [10.5, -8.5]] as const) {
    const { pixels, at } = draw([x, y], [0]);
    assert.deepEqual(at(Math.floor(x), Math.floor(-y)), [255, 0, 0, 255]);
    const covered = pixels.reduce((sum, value) => sum + (255 - ((value >> 8) & 255)) / 255, 0);
    // The soft edge is linear across one pixel: within 3 % of the circle's area.
    assert(Math.abs(covered / (Math.PI * 9) - 1) < 0.03, `${covered}`);
  }
});

Deno.test("the centre of a dot is accurate to an eighth of a pixel", () => {
  for (const x of [9, 9.2, 9.49, 9.51, 9.8]) {
    const { pixels } = draw([x, -8], [0]);
    let sum = 0, mass = 0;
    pixels.forEach((value, i) => {
      const part = 255 - ((value >> 8) & 255);
      sum += part * (i % width + 0.5), mass += part;
    });
    // An eighth for the phase, and a little for the soft edge, which is sampled once a pixel.
    assert(Math.abs(sum / mass - x) <= 0.125 + 0.02, `${sum / mass} ${x}`);
  }
});

Deno.test("dots are blended in order, and hidden classes are not drawn", () => {
  assert.deepEqual(draw([10, -8, 10, -8], [0, 1]).at(10, 8), [0, 0, 255, 255]);
  const [red, green, blue] = draw([10, -8], [0], 0.5).at(10, 8);
  assert([red, green, blue].every((value, i) => Math.abs(value! - [255, 127, 127][i]!) <= 1));
  assert(draw([10, -8], [2]).pixels.every((value) => value === WHITE));
});

Deno.test("dots at the edges are clipped, and dots outside are not drawn", () => {
  const { at, pixels } = draw([0, 0, 20, -16], [0, 1]);
  assert.deepEqual(at(0, 0), [255, 0, 0, 255]);
  assert.deepEqual(at(19, 15), [0, 0, 255, 255]);
  assert.equal(pixels.filter((value) => value !== WHITE).length < 40, true);
  assert(draw([-9, 5, 30, -8, 10, 40, 10, -40], [0, 0, 0, 0]).pixels.every((v) => v === WHITE));
});
