import assert from "node:assert/strict";
import { cloudMap, diamonds } from "./testdata/samples.ts";
import { thumbnailMap } from "./thumbnail_map.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

/** Upper left corners of the images. */
function cornersOf(svg: string): [x: number, y: number][] {
  return [...svg.matchAll(/<image [^>]*x="([\d.]+)" y="([\d.]+)"/g)]
    .map(([, x, y]) => [Number(x), Number(y)]);
}

Deno.test("thumbnails never touch, each has a frame, and the remark counts them", () => {
  const { coordinates, labels } = cloudMap(2000);
  const svg = thumbnailMap({ coordinates }, diamonds(2000), { title: "T", labels, note: "N" });
  const corners = cornersOf(svg);
  assert(corners.length > 150, `${corners.length}`);
  corners.forEach(([x, y], i) => {
    for (const [u, v] of corners.slice(i + 1)) {
      assert(Math.abs(x - u) >= 29.9 || Math.abs(y - v) >= 29.9);
    }
  });
  assert.equal(svg.match(/<rect[^>]*rx="2"/g)?.length, corners.length);
  assert(
    svg.includes(`>${corners.length} of 2,000 images, thinned so that none covers another · N<`),
  );
  assert(svg.length < 1_500_000);
});

Deno.test("every image is shown if all have room", () => {
  const coordinates = Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1);
  const svg = thumbnailMap({ coordinates }, diamonds(4), { title: "T", labels: [0, 1, 2, 3] });
  assert.equal(cornersOf(svg).length, 4);
});

Deno.test("an image is at its point, and bytes and floats give the same picture", () => {
  const coordinates = Float32Array.of(0, 0, 1, 1);
  const options = { title: "T", labels: [0, 0] };
  const bytes = diamonds(2);
  const svg = thumbnailMap({ coordinates }, bytes, options);
  const floats = Float32Array.from(bytes, (grey) => grey / 255);
  assert.equal(thumbnailMap({ coordinates }, floats, options), svg);
  const [a, b] = cornersOf(svg).sort(([x], [u]) => x - u);
  assert(a![0] < b![0] && a![1] > b![1]);
});

Deno.test("thumbnailMap() refuses images that do not match the points", () => {
  const coordinates = new Float32Array(4), labels = [0, 0];
  const refused = (images: Uint8Array | Float32Array, message: RegExp) =>
    assert.throws(() => thumbnailMap({ coordinates }, images, { title: "T", labels }), {
      name: "WeftError",
      code: "usage",
      message,
    });
  refused(diamonds(3), /Cannot draw the thumbnail map: 2352 values are not 2 square images/);
  refused(new Uint8Array(0), /0 values are not 2 square images/);
  refused(new Float32Array(2 * IMAGE_PIXELS).fill(NaN), /a pixel of image 0 is NaN/);
});
