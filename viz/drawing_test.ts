import assert from "node:assert/strict";
import { getWindow, type Svg } from "@svgdotjs/svg.js";
import { drawing } from "./drawing.ts";

const words = { title: `<&"> drawn`, description: "A < B" };

function everything(root: Svg): void {
  const group = root.group().attr({ opacity: 0.5 });
  group.rect(10, 20).move(1, 2).radius(3).fill("#abc").stroke({ color: "#000", width: 1.5 });
  group.circle(6).center(10, 10);
  group.line(0, 0, 5, 5).stroke("#123456");
  group.polyline([[0, 0], [1.234567, 2]]);
  group.path("M0 0L1.005 2Z");
  group.plain("a < b").attr({ x: 3, y: 4, "font-size": 11 });
  root.defs();
}

Deno.test("drawing() writes what svg.js draws", () => {
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
<path d="M0 0L1 2Z"/>
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

Deno.test("drawing() leaves svg.js and the global scope as it found them", () => {
  const before = { window: getWindow(), names: Object.getOwnPropertyNames(globalThis) };
  drawing(20, 10, (root) => {
    assert.notEqual(getWindow(), before.window);
    everything(root);
  }, words);
  assert.throws(() =>
    drawing(20, 10, () => {
      throw new Error("while drawing");
    }, words), { message: "while drawing" });
  assert.equal(getWindow(), before.window);
  assert.deepEqual(Object.getOwnPropertyNames(globalThis), before.names);
});
