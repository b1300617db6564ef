import assert from "node:assert/strict";
import { drawing } from "./drawing.ts";
import type { SvgElement } from "./svg_element.ts";

const words = { title: `<&"> drawn`, description: "A < B" };

function everything(root: SvgElement): void {
  const group = root.group().attr({ opacity: 0.5 });
  group.rect(10, 20).move(1, 2).radius(3).fill("#aabbcc").stroke({ color: "#000000", width: 1.5 });
  group.circle(6).center(10, 10);
  group.line(0, 0, 5, 5).stroke("#123456");
  group.element("polyline", { points: "0,0 1.234567,2" });
  group.path("M0 0L1.005 2Z").stroke({ color: "#000000", opacity: 0.5, linejoin: "round" });
  group.plain("a < b").attr({ x: 3, y: 4, "font-size": 11 });
  root.element("defs");
}

Deno.test("drawing() writes what is drawn on it, as svg.js wrote it", () => {
  assert.equal(
    drawing(20, 10, everything, words),
    `<svg height="10" role="img" viewBox="0 0 20 10" width="20" xmlns="http://www.w3.org/2000/svg">
<title>&lt;&amp;"&gt; drawn</title>
<desc>A &lt; B</desc>
<g opacity="0.5">
<rect fill="#aabbcc" height="20" rx="3" ry="3" stroke="#000000" stroke-width="1.5" width="10" x="1" y="2"/>
<circle cx="10" cy="10" r="3"/>
<line stroke="#123456" x1="0" x2="5" y1="0" y2="5"/>
<polyline points="0,0 1.23,2"/>
<path d="M0 0L1 2Z" stroke="#000000" stroke-linejoin="round" stroke-opacity="0.5"/>
<text font-size="11" x="3" y="4">a &lt; b</text>
</g>
<defs/>
</svg>
`,
  );
});

Deno.test("drawing() gives the same bytes twice", () => {
  assert.equal(drawing(20, 10, everything, words), drawing(20, 10, everything, words));
});

Deno.test("drawing() leaves the global scope as it found it, also where it fails", () => {
  const before = Object.getOwnPropertyNames(globalThis);
  drawing(20, 10, everything, words);
  assert.throws(
    () => drawing(20, 10, (root) => void root.circle(6).center(NaN, 0), words),
    { name: "WeftError", message: "Cannot write <circle>: its cx is NaN" },
  );
  assert.deepEqual(Object.getOwnPropertyNames(globalThis), before);
});
