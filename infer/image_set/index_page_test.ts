import assert from "node:assert/strict";
import type { ClassifiedImages } from "./classified_images.ts";
import { indexPage } from "./index_page.ts";

const set: ClassifiedImages = {
  model: "<LeNet>",
  source: "Fashion-MNIST, 1,234 test images",
  synthetic: false,
  classes: ["Bag"],
  images: new Uint8Array(0),
  predictions: [],
};
const group = {
  title: "T-shirt/top",
  indices: Array.from({ length: 1234 }, (_, i) => i),
  mistakes: 1,
  pages: [{ path: "images/0-t-shirt-top-01", title: "T-shirt/top, page 1 of 2", indices: [] }],
};
const links = { figures: [["figures/mistakes", "Mistakes"]], files: ["predictions.csv"] } as const;

Deno.test("indexPage() links to every figure, page and file by a path that works from disk", () => {
  const html = indexPage(set, [group], links);
  for (const path of ["images/0-t-shirt-top-01.svg", "figures/mistakes.svg", "predictions.csv"]) {
    assert(html.includes(`href="${path}"`), path);
  }
  assert(html.includes("<summary>T-shirt/top: 1,234 images, 1 mistake</summary>"));
  assert.doesNotMatch(html, /<script|https?:/);
});

Deno.test("indexPage() escapes names, marks synthetic data and counts known mistakes", () => {
  assert(indexPage(set, [], links).includes("<h1>&lt;LeNet>: predictions</h1>"));
  assert.doesNotMatch(indexPage(set, [], links), /Synthetic/);
  const odd = indexPage(set, [{ ...group, title: '"A" & <B>' }], { ...links, files: ['a"b.csv'] });
  assert(odd.includes("<summary>&quot;A&quot; &amp; &lt;B>: 1,234 images"));
  assert(odd.includes('<a href="a&quot;b.csv">a&quot;b.csv</a>'));
  const page = indexPage(
    { ...set, synthetic: true },
    [{ ...group, mistakes: undefined }],
    links,
  );
  assert.match(page, /Synthetic data, drawn by code/);
  assert(page.includes("1,234 images</summary>"));
});
