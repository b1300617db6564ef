import assert from "node:assert/strict";
import { figure } from "./heading.ts";
import { textWidth } from "./text_width.ts";

Deno.test("figure() paints its own background first, over its whole size", () => {
  const svg = figure(300, 120, { title: "T" }, "", () => {});
  const shapes = [...svg.matchAll(/<(rect|text)[^>]*>/g)];
  assert.equal(shapes[0]?.[1], "rect");
  assert.match(shapes[0]?.[0] ?? "", /fill="#ffffff" height="119".*width="299"/);
});

Deno.test("figure() marks data as synthetic, with a subtitle and without", () => {
  for (const subtitle of ["Fashion-MNIST", ""]) {
    const svg = figure(400, 120, { title: "T", subtitle, synthetic: true }, "D.", () => {});
    assert(svg.includes(">synthetic data</text>"));
    assert(svg.includes("<desc>D. The data are synthetic.</desc>"));
    assert.equal(svg.includes(">Fashion-MNIST</text>"), subtitle !== "");
  }
  assert(!figure(400, 120, { title: "T" }, "D.", () => {}).includes("synthetic"));
});

Deno.test("figure() keeps the subtitle clear of the warning and inside the figure", () => {
  const subtitle = "a very long name of a run ".repeat(9);
  const svg = figure(400, 120, { title: "T", subtitle, synthetic: true }, "", () => {});
  const [, x = "", text = ""] = /x="([\d.]+)" y="60">(a very[^<]*)</.exec(svg) ?? [];
  assert(Number(x) >= 28 + textWidth("synthetic data", { size: 13, weight: 600 }));
  assert(Number(x) + textWidth(text, { size: 13 }) <= 400 - 28);
});

Deno.test("figure() shortens a title and a subtitle to what is between its margins", () => {
  const long = "a name of a run that goes on ".repeat(9);
  const svg = figure(400, 120, { title: long, subtitle: long }, "", () => {});
  const [title, subtitle] = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);
  const room = 400 - 2 * 28;
  for (
    const [text, style] of [[title!, { size: 19, weight: 600 }], [subtitle!, { size: 13 }]] as const
  ) {
    assert(text.endsWith("…") && textWidth(text, style) <= room, text);
    // One letter more would not fit, or is a space.
    const more = long.slice(0, text.length + 1);
    assert(textWidth(`${more}…`, style) > room, text);
  }
});
