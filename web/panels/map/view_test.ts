import assert from "node:assert/strict";
import {
  boundsOf,
  fitView,
  interpolateViews,
  limitView,
  panBy,
  toMap,
  toScreen,
  type View,
  zoomAt,
} from "./view.ts";

const size = { width: 600, height: 400 };
const positions = Float32Array.of(-10, 0, 30, 20, 4, -6);
const bounds = boundsOf(positions);

function near(found: readonly number[], expected: readonly number[]) {
  // Rounding of a few additions and products of numbers below 1000.
  found.forEach((value, i) =>
    assert(Math.abs(value - expected[i]!) < 1e-9, `${found} ${expected}`)
  );
}

Deno.test("boundsOf() contains all points; without points it is empty", () => {
  assert.deepEqual(bounds, { left: -10, bottom: -6, right: 30, top: 20 });
  assert.deepEqual(boundsOf(new Float32Array(0)), { left: 0, bottom: 0, right: 0, top: 0 });
});

Deno.test("fitView() shows all points and touches the margin", () => {
  const view = fitView(bounds, size, 20);
  const [left, top] = toScreen(view, bounds.left, bounds.top);
  const [right, bottom] = toScreen(view, bounds.right, bounds.bottom);
  assert(left >= 20 - 1e-9 && right <= 580 + 1e-9 && top >= 20 - 1e-9 && bottom <= 380 + 1e-9);
  near([top, bottom], [20, 380]);
  near([left + right], [600]);
});

Deno.test("toScreen() keeps up as up, and toMap() is its inverse", () => {
  const view = fitView(bounds, size, 20);
  assert(toScreen(view, 0, 5)[1] < toScreen(view, 0, 0)[1]);
  near(toMap(view, ...toScreen(view, 3.5, -2.25)), [3.5, -2.25]);
});

Deno.test("fitView() works where all points are equal", () => {
  const view = fitView(boundsOf(Float32Array.of(3, 3, 3, 3)), size, 20);
  near(toScreen(view, 3, 3), [300, 200]);
});

Deno.test("zoomAt() keeps the position under the pointer", () => {
  const view = fitView(bounds, size, 20);
  const under = toMap(view, 123, 77);
  const closer = zoomAt(view, 2.5, 123, 77);
  near(toMap(closer, 123, 77), under);
  assert.equal(closer.scale, view.scale * 2.5);
});

Deno.test("panBy() moves every point by the same pixels", () => {
  const view = fitView(bounds, size, 20);
  const [left, top] = toScreen(view, 1, 2);
  near(toScreen(panBy(view, 30, -12), 1, 2), [left + 30, top - 12]);
});

Deno.test("limitView() limits the scale and keeps the map under the middle", () => {
  const view = fitView(bounds, size, 20);
  assert.equal(limitView(zoomAt(view, 1e6, 5, 5), bounds, size, 20).scale, view.scale * 60);
  near([limitView(zoomAt(view, 1e-6, 5, 5), bounds, size, 20).scale], [view.scale / 2]);
  const away = limitView(panBy(view, 5000, -5000), bounds, size, 20);
  near(toMap(away, 300, 200), [bounds.left, bounds.bottom]);
  const inside = panBy(view, 12, 9);
  const kept = limitView(inside, bounds, size, 20);
  near([kept.scale, kept.left, kept.top], [inside.scale, inside.left, inside.top]);
});

Deno.test("interpolateViews() goes between two views at a constant zoom rate", () => {
  const first = fitView(bounds, size, 20), last = zoomAt(panBy(first, 40, 3), 9, 100, 100);
  const numbers = ({ scale, left, top }: View) => [scale, left, top];
  near(numbers(interpolateViews(first, last, 0, size)), numbers(first));
  near(numbers(interpolateViews(first, last, 1, size)), numbers(last));
  near([interpolateViews(first, last, 0.5, size).scale], [first.scale * 3]);
  const moved = panBy(first, 100, 0);
  near(numbers(interpolateViews(first, moved, 0.25, size)), numbers(panBy(first, 25, 0)));
});
