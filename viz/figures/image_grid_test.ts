import assert from "node:assert/strict";
import { imageGrid, type ImageGridOptions } from "./image_grid.ts";
import { diamonds } from "./testdata/samples.ts";

const sizeOf = (svg: string) =>
  ["width", "height"].map((name) =>
    Number(new RegExp(`<svg[^>]* ${name}="([\\d.]+)"`).exec(svg)![1])
  );

Deno.test("images stand in rows, in their order", () => {
  const svg = imageGrid(diamonds(5), { title: "T", columns: 2 });
  const corners = [...svg.matchAll(/<image [^>]*x="([\d.]+)" y="([\d.]+)"/g)]
    .map(([, x, y]) => `${x} ${y}`);
  assert.deepEqual(corners, ["28 84", "136 84", "28 192", "136 192", "28 300"]);
});

Deno.test("only a mistake has a cross, a heavy frame and the true class", () => {
  const grid = (predicted: string) =>
    imageGrid(diamonds(1), { title: "T", captions: [{ truth: "Bag", predicted }] });
  const wrong = grid("Coat"), right = grid("Bag");
  for (const sign of ["<circle", 'stroke-width="3"', ">true: Bag<"]) {
    assert(wrong.includes(sign), sign);
    assert(!right.includes(sign), sign);
  }
  assert(wrong.includes("1 of them marked as mistaken"));
});

Deno.test("rows are as high as the longest caption needs", () => {
  const height = (captions: ImageGridOptions["captions"]) =>
    sizeOf(imageGrid(diamonds(2), { title: "T", columns: 1, captions: captions! }))[1]!;
  const one = height([{ predicted: "Bag" }, { predicted: "Bag" }]);
  const two = height([{ predicted: "Bag" }, { predicted: "Bag", truth: "Coat" }]);
  const three = height([{ predicted: "Bag" }, { predicted: "Bag", truth: "Coat", name: "#1" }]);
  assert.deepEqual([two - one, three - two], [28, 28]);
});

Deno.test("one image, and images of another size than 28 x 28, are drawn too", () => {
  const [width] = sizeOf(imageGrid(diamonds(1), { title: "A title of some words" }));
  assert(width! > 400);
  const svg = imageGrid(new Float32Array(3 * 64 * 64), { title: "T", side: 64, columns: 3 });
  assert.equal(svg.match(/<image /g)?.length, 3);
});

Deno.test("300 images with captions take less than 400 kB", () => {
  const captions = Array.from({ length: 300 }, (_, i) => ({
    name: `#${i}`,
    truth: "Bag",
    predicted: i % 3 ? "Bag" : "Coat",
    probability: 0.5,
  }));
  const svg = imageGrid(diamonds(300), { title: "T", captions });
  assert(svg.length < 400_000, `${svg.length}`);
});

Deno.test("imageGrid() refuses invalid input with the reason", () => {
  const refused = (images: Uint8Array, options: Partial<ImageGridOptions>, message: RegExp) =>
    assert.throws(() => imageGrid(images, { title: "T", ...options }), {
      name: "WeftError",
      code: "usage",
      message,
    });
  refused(new Uint8Array(0), {}, /^Cannot draw the image grid: 0 values are not images of 28 x 28/);
  refused(new Uint8Array(785), {}, /785 values are not images/);
  refused(diamonds(1), { side: 0 }, /784 values are not images of 0 x 0/);
  refused(diamonds(2), { captions: [{}] }, /1 captions for 2 images/);
  refused(diamonds(2), { columns: 0 }, /integer of at least 1 for columns but got 0/);
  refused(diamonds(2), { columns: 1.5 }, /but got 1\.5/);
});
