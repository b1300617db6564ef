import assert from "node:assert/strict";
import { decode } from "fast-png";
import { projectorFiles } from "./projector.ts";
import { IMAGE_PIXELS } from "../../data/image.ts";

const embedding = {
  name: "embedding",
  title: "embeddings",
  values: Float32Array.of(1, 0.1, -2.5e-9, 3, 4, 5),
  dimensions: 2,
} as const;
const pixels = Uint8Array.from(
  { length: 3 * IMAGE_PIXELS },
  (_, i) => 100 + Math.floor(i / IMAGE_PIXELS),
);
const columns = [["index", ["0", "1", "2"]], ["class", ["Bag", "two\twords", "Coat"]]] as const;
const files = projectorFiles(
  [embedding, { name: "pixels", title: "pixels", values: pixels, dimensions: IMAGE_PIXELS }],
  { images: pixels, columns },
);
const text = (path: string) => new TextDecoder().decode(files.find((f) => f.path === path)!.bytes);

Deno.test("vectors have a line for each image and a tab between features", () => {
  assert.equal(text("vectors.tsv"), "1\t0.1\n-2.5e-9\t3\n4\t5\n");
  assert.equal(text("pixels.tsv").split("\n")[2]!.split("\t").length, IMAGE_PIXELS);
});

Deno.test("metadata has a head and a line for each image, also for names with tabs", () => {
  assert.equal(text("metadata.tsv"), "index\tclass\n0\tBag\n1\ttwo words\n2\tCoat\n");
});

Deno.test("the sprite is a square with the images row by row", () => {
  const { width, height, data } = decode(files.find(({ path }) => path === "sprite.png")!.bytes);
  assert.deepEqual([width, height], [56, 56]);
  const corners = [[0, 0], [28, 0], [0, 28], [28, 28]].map(([x, y]) => data[y! * 56 + x!]);
  assert.deepEqual(corners, [100, 101, 102, 0]);
});

Deno.test("the configuration names every other file", () => {
  const config = text("projector_config.pbtxt");
  const named = [...config.matchAll(/_path: "([^"]+)"/g)].map(([, path]) => path!);
  assert.deepEqual(
    [...new Set(named)].sort(),
    files.map(({ path }) => path).filter((path) => !path.endsWith(".pbtxt")).sort(),
  );
  assert.equal(config.match(/^embeddings \{$/gm)?.length, 2);
  assert.equal(config.match(/single_image_dim: 28/g)?.length, 4);
});

Deno.test("projectorFiles() refuses more images than the projector's largest sprite holds", () => {
  assert.throws(
    () =>
      projectorFiles([], { images: new Uint8Array((292 * 292 + 1) * IMAGE_PIXELS), columns: [] }),
    {
      name: "WeftError",
      code: "usage",
      message: "Cannot make the projector's sprite: it holds at most 85264 images, got 85265",
    },
  );
});
