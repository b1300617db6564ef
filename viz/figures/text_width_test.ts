import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { drawing } from "../drawing.ts";
import { label } from "./label.ts";
import { breakRemarks, fitText, textWidth } from "./text_width.ts";

/** The width that the renderer gives a text, in the bundled typeface. */
function rendered(text: string, size: number, weight: 400 | 600): number {
  const svg = drawing(600, 60, (root) => {
    label(root, text, { x: 10, y: 40, size, weight, fill: "#000000" }).attr({
      "font-family": "Inter",
    });
  }, { title: "", description: "" });
  const fontFiles = ["inter_regular", "inter_semibold"].map((name) =>
    fileURLToPath(new URL(`../fonts/${name}.ttf`, import.meta.url))
  );
  return new Resvg(svg, { font: { fontFiles, loadSystemFonts: false } }).getBBox()?.width ?? 0;
}

Deno.test("textWidth() agrees with the bundled typeface within a few per cent", () => {
  const texts = ["validation 0.303", "Ankle boot", "T-shirt/top", "best 91.6%, epoch 14"];
  for (const text of [...texts, "Fashion-MNIST test set, lenet-modified", "WAVE illicit"]) {
    for (const weight of [400, 600] as const) {
      const ratio = textWidth(text, { size: 20, weight }) / rendered(text, 20, weight);
      assert(ratio > 0.97 && ratio < 1.08, `${text} ${weight}: ${ratio}`);
    }
  }
});

Deno.test("textWidth() grows with the size and counts a character once", () => {
  assert.equal(textWidth("", { size: 12 }), 0);
  assert.equal(textWidth("ab", { size: 24 }), 2 * textWidth("ab", { size: 12 }));
  assert.equal(textWidth("😀", { size: 10 }), 10);
});

Deno.test("fitText() shortens only what does not fit, and never cuts a character in two", () => {
  assert.equal(fitText("Coat", { size: 10 }, 100), "Coat");
  const short = fitText("Pullover of wool", { size: 10 }, 60);
  assert.match(short, /^Pullov.*…$/);
  assert(textWidth(short, { size: 10 }) <= 60);
  assert.equal(fitText("😀😀😀", { size: 10 }, 17), "😀…");
  assert.equal(fitText("abc", { size: 10 }, 0), "…");
});

Deno.test("breakRemarks() breaks between remarks only, and shortens a long remark", () => {
  const style = { size: 10 };
  const text = "one remark · two · three remarks · four";
  assert.deepEqual(breakRemarks(text, style, 1000), [text]);
  assert.deepEqual(breakRemarks(text, style, 100), ["one remark · two", "three remarks · four"]);
  assert.deepEqual(breakRemarks("a remark", style, 20), [fitText("a remark", style, 20)]);
  assert.deepEqual(breakRemarks("", style, 20), []);
});

Deno.test("the widths of ASCII are those that the bundled typeface had when they were read", () => {
  let sum = 0, byPlace = 0;
  for (let code = 32; code < 127; code++) {
    const width = Math.round(textWidth(String.fromCharCode(code), { size: 1000 }));
    sum += width;
    byPlace += width * code;
  }
  assert.deepEqual([sum, byPlace], [53_356, 4_212_853]);
});
