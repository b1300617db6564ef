import assert from "node:assert/strict";
import { DrawingElement } from "./svg_dom.ts";
import { roundedText, serialize } from "./svg_serialize.ts";

function element(tag: string, attributes: Record<string, string>, text?: string) {
  const made = new DrawingElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

Deno.test("attributes are sorted by name, in whatever order they were set", () => {
  const expected = '<rect fill="red" height="2" width="1" x="0"/>';
  assert.equal(
    serialize(element("rect", { x: "0", width: "1", height: "2", fill: "red" })),
    expected,
  );
  assert.equal(
    serialize(element("rect", { fill: "red", height: "2", width: "1", x: "0" })),
    expected,
  );
});

Deno.test("geometry is rounded to hundredths, and zero has no sign", () => {
  assert.equal(
    serialize(element("path", { d: "M-0.001 1e-7L12.3456 -7.005C.5 2 3,4 5 6" })),
    '<path d="M0 0L12.35 -7C0.5 2 3,4 5 6"/>',
  );
  assert.equal(
    serialize(element("g", { transform: "rotate(-45.0004 1.999 2)" })),
    '<g transform="rotate(-45 2 2)"/>',
  );
  assert.deepEqual([-0, -0.004, 1 / 3, 1e6, -1.5].map(roundedText), [
    ...["0", "0", "0.33", "1000000", "-1.5"],
  ]);
});

Deno.test("digits in names, colours and text are left alone", () => {
  const node = element("text", { "data-label": "run 1.23456", fill: "#123456" }, "0.123456");
  assert.equal(
    serialize(node),
    '<text data-label="run 1.23456" fill="#123456">0.123456</text>',
  );
});

Deno.test("markup in text and attributes is escaped", () => {
  const node = element("title", { "data-label": `<"&'>\n` }, `<"&'> ]]>`);
  assert.equal(
    serialize(node),
    `<title data-label="&lt;&quot;&amp;'&gt;&#10;">&lt;"&amp;'&gt; ]]&gt;</title>`,
  );
});

Deno.test("characters that XML cannot hold are replaced", () => {
  assert.equal(serialize(element("desc", {}, "a\0b\x1bc\ud800d")), "<desc>a�b�c�d</desc>");
});

Deno.test("elements stand on lines of their own, but a text keeps its spaces", () => {
  const root = element("svg", {});
  const text = element("text", {}, "a ");
  text.appendChild(element("tspan", {}, "b"));
  root.appendChild(text);
  root.appendChild(element("g", {}));
  assert.equal(serialize(root), "<svg>\n<text>a <tspan>b</tspan></text>\n<g/>\n</svg>");
});

Deno.test("a coordinate that is not finite is refused, also as svg.js writes Infinity", () => {
  for (const d of ["M0 NaN", "M0 Infinity", "M0 undefined", "-3.4e+38"]) {
    assert.throws(() => serialize(element("path", { d })), {
      name: "WeftError",
      code: "usage",
      message: `Cannot write <path>: its d is ${d}`,
    });
  }
});
