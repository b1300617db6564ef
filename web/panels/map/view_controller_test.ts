import assert from "node:assert/strict";
import { toScreen } from "./view.ts";
import { createViewController } from "./view_controller.ts";

const SIZE = { width: 452, height: 652 };

/** A controller of a size, and the arguments of `onChange`. */
function open(isAnimated = false, now?: () => number) {
  const changes: boolean[] = [];
  const onChange = (whole: boolean) => changes.push(whole);
  const viewController = createViewController(onChange, () => isAnimated, now);
  viewController.resize(SIZE);
  return { viewController, changes };
}

Deno.test("a view controller starts with the whole map, within margins", () => {
  const { viewController, changes } = open();
  assert.deepEqual(toScreen(viewController.view, -1, 0), [26, 326]);
  assert.deepEqual(toScreen(viewController.view, 1, 0), [426, 326]);
  assert.equal(viewController.zoomLevel, 1);
  assert.deepEqual(changes, [true]);
});

Deno.test("zoom() and fit() report whether the whole map is visible", () => {
  const { viewController, changes } = open();
  viewController.zoom(2);
  assert.equal(viewController.zoomLevel, 2);
  viewController.fit();
  assert.deepEqual(changes, [true, false, true]);
});

Deno.test("zoom() around a position keeps that position", () => {
  const { viewController } = open();
  const [left, top] = toScreen(viewController.view, 0.5, 0.25);
  viewController.zoom(3, [left, top]);
  const [after, below] = toScreen(viewController.view, 0.5, 0.25);
  assert.ok(Math.abs(after - left) < 1e-9 && Math.abs(below - top) < 1e-9);
});

Deno.test("resize() keeps the middle and the zoom level", () => {
  const { viewController } = open();
  viewController.zoom(4);
  viewController.pan(-100, 60);
  const before = viewController.middle();
  viewController.resize({ width: 900, height: 500 });
  const after = viewController.middle();
  assert.ok(Math.abs(viewController.zoomLevel - 4) < 1e-9);
  assert.ok(Math.abs(before[0] - after[0]) < 1e-9 && Math.abs(before[1] - after[1]) < 1e-9);
});

Deno.test("reveal() moves a hidden position into the middle, not a visible one", () => {
  const { viewController } = open();
  viewController.reveal(0.9, 0.1);
  assert.deepEqual(viewController.middle(), [0, 0]);
  viewController.zoom(8);
  viewController.reveal(0.9, 0.1);
  const [x, y] = viewController.middle();
  assert.ok(Math.abs(x - 0.9) < 1e-9 && Math.abs(y - 0.1) < 1e-9);
});

Deno.test("an animation takes time and ends at its target", () => {
  const start = 1000;
  const { viewController } = open(true, () => start);
  viewController.zoom(2);
  assert.equal(viewController.zoomLevel, 1);
  assert.equal(viewController.advance(start + 110), true);
  assert.ok(viewController.zoomLevel > 1.2 && viewController.zoomLevel < 1.8);
  assert.equal(viewController.advance(start + 300), false);
  assert.equal(viewController.zoomLevel, 2);
  // A second zoom during the animation continues from the target of the first.
  viewController.zoom(2);
  viewController.zoom(2);
  viewController.advance(start + 10_000);
  assert.ok(Math.abs(viewController.zoomLevel - 8) < 1e-9);
});
