import assert from "node:assert/strict";
import { DrawingWindow } from "./svg_dom.ts";

const SVG = "http://www.w3.org/2000/svg";

function tree() {
  const { document } = new DrawingWindow();
  const [parent, a, b, c] = ["g", "a", "b", "c"].map((tag) => document.createElementNS(SVG, tag));
  assert(parent && a && b && c);
  for (const child of [a, b, c]) parent.appendChild(child);
  return { document, parent, a, b, c };
}

Deno.test("insertBefore() moves a child that is already there", () => {
  const { parent, a, b, c } = tree();
  parent.insertBefore(c, a);
  assert.deepEqual(parent.children, [c, a, b]);
  parent.appendChild(c);
  assert.deepEqual(parent.children, [a, b, c]);
  assert.equal(parent.lastChild, c);
});

Deno.test("a child has one parent", () => {
  const { document, parent, b } = tree();
  const other = document.createElementNS(SVG, "g");
  other.appendChild(b);
  assert.equal(b.parentNode, other);
  assert.equal(parent.childNodes.length, 2);
  assert(other.contains(b) && !parent.contains(b));
});

Deno.test("a fragment gives its children away in their order", () => {
  const { document, parent, a, b, c } = tree();
  const fragment = document.createDocumentFragment();
  const added = ["x", "y"].map((tag) => document.createElementNS(SVG, tag));
  for (const child of added) fragment.appendChild(child);
  parent.insertBefore(fragment, b);
  assert.deepEqual(parent.children, [a, ...added, b, c]);
  assert(!fragment.hasChildNodes());
});

Deno.test("textContent replaces what was there and lets it go", () => {
  const { parent, a } = tree();
  parent.textContent = "new";
  assert.equal(parent.textContent, "new");
  assert.equal(a.parentNode, null);
  parent.textContent = "";
  assert(!parent.hasChildNodes());
});

Deno.test("querySelector() finds a tag at any depth", () => {
  const { document, parent, a } = tree();
  const defs = document.createElementNS(SVG, "defs");
  a.appendChild(defs);
  assert.equal(parent.querySelector("defs"), defs);
  assert.equal(parent.querySelector("missing"), null);
});
