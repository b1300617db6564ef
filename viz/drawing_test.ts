import assert from "node:assert/strict";
import { getWindow, registerWindow, type Svg } from "@svgdotjs/svg.js";
import { drawing } from "./drawing.ts";
import { createDrawingWindow } from "./svg_dom.ts";

const words = { title: `<&"> drawn`, description: "A < B" };

function everything(root: Svg): void {
  const group = root.group().attr({ opacity: 0.5 });
  group.rect(10, 20).move(1, 2).radius(3).fill("#abc").stroke({ color: "#000", width: 1.5 });
  group.circle(6).center(10, 10);
  group.line(0, 0, 5, 5).stroke("#123456");
  group.polyline([[0, 0], [1.234567, 2]]);
  group.path("M0 0L1.005 2Z").stroke({ color: "#000000", opacity: 0.5, linejoin: "round" });
  const text = group.plain("a < b").attr({ x: 3, y: 4, "font-size": 11 });
  text.element("tspan", { dx: 2 }).words(" c");
  text.attr({ x: 5 });
  root.element("defs");
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
<path d="M0 0L1 2Z" stroke="#000000" stroke-linejoin="round" stroke-opacity="0.5"/>
<text font-size="11" x="5" y="4">a &lt; b<tspan dx="2"> c</tspan></text>
</g>
<defs/>
</svg>
`,
  );
});

Deno.test("drawing() gives the same bytes twice", () => {
  assert.equal(drawing(20, 10, everything, words), drawing(20, 10, everything, words));
});

Deno.test("drawing() can draw while it draws", () => {
  let inner = "";
  const outer = drawing(20, 10, (root) => {
    inner = drawing(20, 10, everything, words);
    everything(root);
  }, words);
  assert.equal(outer, inner);
});

Deno.test("drawing() gives a page that uses svg.js its window back, also after an error", () => {
  const before = getWindow();
  const page = createDrawingWindow();
  registerWindow(page, page.document);
  try {
    drawing(20, 10, () => assert.notEqual(getWindow(), page), words);
    assert.equal(getWindow(), page);
    assert.throws(() =>
      drawing(20, 10, () => {
        throw new Error("while drawing");
      }, words), { message: "while drawing" });
    assert.equal(getWindow(), page);
  } finally {
    registerWindow(before, before?.document);
  }
});

Deno.test("drawing() refuses a coordinate that is infinite", () => {
  assert.throws(
    () => drawing(20, 10, (root) => void root.circle(6).center(Infinity, 0), words),
    { name: "WeftError", message: "Cannot write <circle>: its cx is 3.4e+38" },
  );
});

Deno.test("importing svg.js and drawing leave the global scope as it was", async () => {
  const code = `
    const before = Reflect.ownKeys(globalThis);
    const { drawing } = await import("${import.meta.resolve("./drawing.ts")}");
    drawing(1, 1, (root) => root.plain("text"), { title: "", description: "" });
    console.log(Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).join());`;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    cwd: import.meta.dirname!,
  }).output();
  const text = new TextDecoder();
  assert(success, text.decode(stderr));
  assert.equal(text.decode(stdout).trim(), "");
});
