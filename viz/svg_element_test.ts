import assert from "node:assert/strict";
import { SvgElement } from "./svg_element.ts";

Deno.test("words() replace what an element held, and what is added stands behind them", () => {
  const text = new SvgElement("svg").plain("first").words("second");
  const span = text.element("tspan", { dx: 4 }).words("third");
  assert.deepEqual(text.children, ["second", span]);
  assert.deepEqual([...span.attributes], [["dx", "4"]]);
});

Deno.test("what is drawn on a group stands in the group, in order", () => {
  const root = new SvgElement("svg");
  const group = root.group();
  const drawn = [group.circle(2), group.rect(1, 1), group.path("M0 0"), group.line(0, 0, 1, 1)];
  assert.deepEqual(root.children, [group]);
  assert.deepEqual(group.children, drawn);
  assert.deepEqual(drawn.map(({ tag }) => tag), ["circle", "rect", "path", "line"]);
});

Deno.test("an attribute that is set again has the last value", () => {
  const circle = new SvgElement("svg").circle(8).attr({ r: 1 }).stroke("#000000").stroke({
    ...{ color: "#ffffff", linecap: "round" },
  });
  assert.deepEqual(Object.fromEntries(circle.attributes), {
    ...{ r: "1", stroke: "#ffffff", "stroke-linecap": "round" },
  });
});
