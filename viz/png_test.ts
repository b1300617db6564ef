import assert from "node:assert/strict";
import { drawing } from "./drawing.ts";
import { figure } from "./figures/heading.ts";
import { renderPng } from "./png.ts";

const words = { title: "A title", description: "" };
const svg = figure(200, 100, { title: "A title" }, "", () => {});

/** Width and height from the header chunk. */
function sizeOf(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

Deno.test("renderPng() draws at twice the size unless told otherwise", () => {
  const png = renderPng(svg);
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  assert.deepEqual(sizeOf(png), [400, 200]);
  assert.deepEqual(sizeOf(renderPng(svg, { scale: 1 })), [200, 100]);
});

Deno.test("renderPng() gives the same bytes twice", () => {
  assert.deepEqual(renderPng(svg), renderPng(svg));
});

Deno.test("renderPng() draws text, in two weights, in the bundled typeface and no other", () => {
  const draw = (attributes: Record<string, string | number>) =>
    renderPng(drawing(200, 40, (root) => {
      root.plain("Weft 0123").attr({ x: 5, y: 30, "font-size": 24, ...attributes });
    }, words));
  const blank = renderPng(drawing(200, 40, () => {}, words));
  const regular = draw({ "font-family": "Inter" });
  assert.notDeepEqual(regular, blank);
  assert.notDeepEqual(draw({ "font-family": "Inter", "font-weight": 600 }), regular);
  // A family that may well be installed here is not looked for: what is drawn does not depend on
  // the machine.
  assert.deepEqual(draw({ "font-family": "DejaVu Sans, Inter" }), regular);
});

Deno.test("renderPng() refuses a scale that is not positive", () => {
  for (const scale of [0, -1, NaN, Infinity]) {
    assert.throws(() => renderPng(svg, { scale }), {
      name: "WeftError",
      code: "usage",
      message: `Cannot render the PNG: expected a scale greater than 0 but got ${scale}`,
    });
  }
});

Deno.test("renderPng() says when it cannot read the SVG", () => {
  assert.throws(() => renderPng("<svg"), { name: "WeftError", code: "usage" });
});
