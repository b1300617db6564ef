import assert from "node:assert/strict";
import { imageGrid, perClass, type ThemeName } from "../../../viz/mod.ts";
import { pageFigure } from "./page_figure.ts";
import { IMAGE_PIXELS } from "../../../data/image.ts";

const results = [{ label: "Bag", precision: 1, recall: 0.5, f1: 2 / 3, count: 2 }];
const scores = (theme: ThemeName) => perClass(results, { title: "By class", theme });
const garments = (theme: ThemeName) =>
  imageGrid(new Uint8Array(IMAGE_PIXELS).fill(90), { title: "A garment", theme });

/** The figure with the colours of a theme: 0 is light, 1 dark. */
function shown(figure: string, colours: ReadonlyMap<string, readonly string[]>, theme: 0 | 1) {
  return figure.replace(/var\((--[^,]*),[^)]*\)/g, (_, name: string) => colours.get(name)![theme]!);
}

Deno.test("one SVG has the colours of both themes", () => {
  const { svg, colours } = pageFigure(scores("light"), scores("dark"));
  const body = (text: string) => text.trim().replace(/^<svg[^>]*>/, "");
  assert.equal(body(shown(svg, colours, 0)), body(scores("light")));
  assert.equal(body(shown(svg, colours, 1)), body(scores("dark")));
});

Deno.test("garments keep their pixels of the light theme", () => {
  const { svg } = pageFigure(garments("light"), garments("dark"));
  const pixels = (text: string) => text.match(/data:image[^"]*/)![0];
  assert.equal(pixels(svg), pixels(garments("light")));
  assert.notEqual(pixels(garments("light")), pixels(garments("dark")));
});

Deno.test("a figure has a viewBox and no fixed size", () => {
  const { svg } = pageFigure(scores("light"), scores("dark"));
  const root = svg.match(/^<svg[^>]*>/)![0];
  assert.match(root, /viewBox="0 0 /);
  assert.doesNotMatch(root, / (width|height)=/);
});

Deno.test("two different drawings are an error", () => {
  assert.throws(() => pageFigure(scores("light"), garments("dark")), /differ in more than colours/);
});
