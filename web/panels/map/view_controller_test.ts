import assert from "node:assert/strict";
import { toScreen } from "./view.ts";
import { createViewpoint } from "./view_controller.ts";

const SIZE = { width: 452, height: 652 };

/** A viewpoint of a size, and whether each change showed the whole map. */
function open(glides = false) {
  const seen: boolean[] = [];
  const viewpoint = createViewpoint((whole) => seen.push(whole), () => glides);
  viewpoint.resize(SIZE);
  return { viewpoint, seen };
}

Deno.test("a viewpoint begins with the whole map, between its margins", () => {
  const { viewpoint, seen } = open();
  assert.deepEqual(toScreen(viewpoint.view, -1, 0), [26, 326]);
  assert.deepEqual(toScreen(viewpoint.view, 1, 0), [426, 326]);
  assert.equal(viewpoint.closeness, 1);
  assert.deepEqual(seen, [true]);
});

Deno.test("zooming says that not all is in sight, and fitting that it is", () => {
  const { viewpoint, seen } = open();
  viewpoint.zoom(2);
  assert.equal(viewpoint.closeness, 2);
  viewpoint.fit();
  assert.deepEqual(seen, [true, false, true]);
});

Deno.test("what lies at a place stays there when the map is zoomed around it", () => {
  const { viewpoint } = open();
  const [left, top] = toScreen(viewpoint.view, 0.5, 0.25);
  viewpoint.zoom(3, [left, top]);
  const [after, below] = toScreen(viewpoint.view, 0.5, 0.25);
  assert.ok(Math.abs(after - left) < 1e-9 && Math.abs(below - top) < 1e-9);
});

Deno.test("another size keeps the middle and how close it is", () => {
  const { viewpoint } = open();
  viewpoint.zoom(4);
  viewpoint.pan(-100, 60);
  const before = viewpoint.middle();
  viewpoint.resize({ width: 900, height: 500 });
  const after = viewpoint.middle();
  assert.ok(Math.abs(viewpoint.closeness - 4) < 1e-9);
  assert.ok(Math.abs(before[0] - after[0]) < 1e-9 && Math.abs(before[1] - after[1]) < 1e-9);
});

Deno.test("a place that is out of sight is brought to the middle, and one in sight left alone", () => {
  const { viewpoint } = open();
  viewpoint.reveal(0.9, 0.1);
  assert.deepEqual(viewpoint.middle(), [0, 0]);
  viewpoint.zoom(8);
  viewpoint.reveal(0.9, 0.1);
  const [x, y] = viewpoint.middle();
  assert.ok(Math.abs(x - 0.9) < 1e-9 && Math.abs(y - 0.1) < 1e-9);
});

Deno.test("gliding takes its time, and ends where it was to go", () => {
  const { viewpoint } = open(true);
  viewpoint.zoom(2);
  const began = performance.now();
  assert.equal(viewpoint.closeness, 1);
  assert.equal(viewpoint.advance(began + 110), true);
  assert.ok(viewpoint.closeness > 1.2 && viewpoint.closeness < 1.8);
  assert.equal(viewpoint.advance(began + 300), false);
  assert.equal(viewpoint.closeness, 2);
  // Pressed again on the way, it goes on from where the first press leads.
  viewpoint.zoom(2);
  viewpoint.zoom(2);
  viewpoint.advance(began + 10_000);
  assert.ok(Math.abs(viewpoint.closeness - 8) < 1e-9);
});
