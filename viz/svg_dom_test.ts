import assert from "node:assert/strict";
import { createDrawingWindow, DrawingElement, DrawingText } from "./svg_dom.ts";

function tree() {
  const parent = new DrawingElement("g");
  const children = ["a", "b", "c"].map((tag) => parent.appendChild(new DrawingElement(tag)));
  return { parent, children };
}

Deno.test("appendChild() moves a node, which has one parent at most", () => {
  const { parent, children: [a, b, c] } = tree();
  parent.appendChild(a!);
  assert.deepEqual(parent.childNodes, [b, c, a]);
  const other = new DrawingElement("g");
  other.appendChild(c!);
  assert.equal(c!.parentNode, other);
  assert.deepEqual(parent.childNodes, [b, a]);
});

Deno.test("removeChild() leaves the other children in their order", () => {
  const { parent, children: [a, b, c] } = tree();
  parent.removeChild(b!);
  assert.equal(b!.parentNode, null);
  assert.deepEqual(parent.childNodes, [a, c]);
  assert.equal(parent.lastChild, c);
});

Deno.test("children are elements, childNodes are texts too", () => {
  const { parent, children } = tree();
  const text = parent.appendChild(new DrawingText("text"));
  assert.deepEqual(parent.children, children);
  assert.deepEqual(parent.childNodes, [...children, text]);
});

Deno.test("textContent replaces all children by one text", () => {
  const { parent, children: [a] } = tree();
  parent.textContent = "new";
  assert.equal(parent.textContent, "new");
  assert.equal(parent.childNodes.length, 1);
  assert.equal(a!.parentNode, null);
  assert(parent.hasChildNodes() && !a!.hasChildNodes());
});

Deno.test("attributes are kept as text, and the last value of a name counts", () => {
  const circle = new DrawingElement("circle");
  circle.setAttribute("r", "1");
  circle.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", "#a");
  circle.setAttribute("r", "2");
  assert.deepEqual(circle.attributes, [
    { nodeName: "r", nodeValue: "2" },
    { nodeName: "xlink:href", nodeValue: "#a" },
  ]);
  circle.removeAttribute("r");
  assert.equal(circle.getAttribute("r"), null);
  assert(!circle.hasAttribute("r") && circle.hasAttribute("xlink:href"));
});

Deno.test("createDrawingWindow() makes a document of its own each time", () => {
  const { document } = createDrawingWindow();
  assert.notEqual(document, createDrawingWindow().document);
  assert(document.createElementNS("http://www.w3.org/2000/svg", "g") instanceof DrawingElement);
});
