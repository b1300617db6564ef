import assert from "node:assert/strict";
import {
  between,
  boundsOf,
  fitView,
  keepInSight,
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

Deno.test("bounds hold all points; of none they are a point", () => {
  assert.deepEqual(bounds, { left: -10, bottom: -6, right: 30, top: 20 });
  assert.deepEqual(boundsOf(new Float32Array(0)), { left: 0, bottom: 0, right: 0, top: 0 });
});

Deno.test("a view that fits shows all points inside the margin, and touches it", () => {
  const view = fitView(bounds, size, 20);
  const [left, top] = toScreen(view, bounds.left, bounds.top);
  const [right, bottom] = toScreen(view, bounds.right, bounds.bottom);
  assert(left >= 20 - 1e-9 && right <= 580 + 1e-9 && top >= 20 - 1e-9 && bottom <= 380 + 1e-9);
  near([top, bottom], [20, 380]);
  near([left + right], [600]);
});

Deno.test("up in the map is up on the screen, and back", () => {
  const view = fitView(bounds, size, 20);
  assert(toScreen(view, 0, 5)[1] < toScreen(view, 0, 0)[1]);
  near(toMap(view, ...toScreen(view, 3.5, -2.25)), [3.5, -2.25]);
});

Deno.test("points that are all the same have a view", () => {
  const view = fitView(boundsOf(Float32Array.of(3, 3, 3, 3)), size, 20);
  near(toScreen(view, 3, 3), [300, 200]);
});

Deno.test("zooming leaves what is under the pointer where it is", () => {
  const view = fitView(bounds, size, 20);
  const under = toMap(view, 123, 77);
  const closer = zoomAt(view, 2.5, 123, 77);
  near(toMap(closer, 123, 77), under);
  assert.equal(closer.scale, view.scale * 2.5);
});

Deno.test("panning moves every point by the same pixels", () => {
  const view = fitView(bounds, size, 20);
  const [left, top] = toScreen(view, 1, 2);
  near(toScreen(panBy(view, 30, -12), 1, 2), [left + 30, top - 12]);
});

Deno.test("a view keeps its scale within limits and the map under the middle", () => {
  const view = fitView(bounds, size, 20);
  assert.equal(keepInSight(zoomAt(view, 1e6, 5, 5), bounds, size, 20).scale, view.scale * 60);
  near([keepInSight(zoomAt(view, 1e-6, 5, 5), bounds, size, 20).scale], [view.scale / 2]);
  const away = keepInSight(panBy(view, 5000, -5000), bounds, size, 20);
  near(toMap(away, 300, 200), [bounds.left, bounds.bottom]);
  const inside = panBy(view, 12, 9);
  const kept = keepInSight(inside, bounds, size, 20);
  near([kept.scale, kept.left, kept.top], [inside.scale, inside.left, inside.top]);
});

Deno.test("an animation of views begins at the first, ends at the second and zooms evenly", () => {
  const first = fitView(bounds, size, 20), last = zoomAt(panBy(first, 40, 3), 9, 100, 100);
  const numbers = ({ scale, left, top }: View) => [scale, left, top];
  near(numbers(between(first, last, 0, size)), numbers(first));
  near(numbers(between(first, last, 1, size)), numbers(last));
  near([between(first, last, 0.5, size).scale], [first.scale * 3]);
  const moved = panBy(first, 100, 0);
  near(numbers(between(first, moved, 0.25, size)), numbers(panBy(first, 25, 0)));
});
