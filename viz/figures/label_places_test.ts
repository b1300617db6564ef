import assert from "node:assert/strict";
import { leastCovering, spread } from "./label_places.ts";

Deno.test("spread() does not move heights that have room", () => {
  assert.deepEqual(spread([50, 10, 90], 17, 0, 100), [50, 10, 90]);
});

Deno.test("spread() moves neighbours apart around their mean, and keeps their order", () => {
  assert.deepEqual(spread([51, 49], 10, 0, 100), [55, 45]);
  assert.deepEqual(spread([50, 50, 50], 10, 0, 100), [40, 50, 60]);
});

Deno.test("spread() keeps every distance and stays inside, whatever heights are wanted", () => {
  let state = 1;
  const next = () => (state = state * 48271 % 2147483647) / 2147483647;
  for (let round = 0; round < 300; round++) {
    const wanted = Array.from({ length: 1 + Math.floor(next() * 7) }, () => next() * 160 - 30);
    const heights = spread(wanted, 12, 0, 100).toSorted((a, b) => a - b);
    assert.equal(heights.length, wanted.length);
    heights.forEach((height, i) => {
      assert(height >= -1e-9 && height <= 100 + 1e-9);
      assert(i === 0 || height - (heights[i - 1] ?? 0) >= 12 - 1e-9, `${wanted} -> ${heights}`);
    });
  }
});

Deno.test("spread() shrinks the distance if there is too little room", () => {
  assert.deepEqual(spread([5, 5, 5], 17, 0, 20), [0, 10, 20]);
});

const tie = { left: 50, top: 50, right: 50, bottom: 50 };
const left = { left: 0, top: 0, right: 10, bottom: 10 };
const right = { left: 20, top: 0, right: 30, bottom: 10 };

Deno.test("leastCovering() takes the first of equals", () => {
  assert.equal(leastCovering([{ box: left, tie }, { box: right, tie }], [], []), left);
});

Deno.test("leastCovering() avoids points, lines in between, and above all other text", () => {
  const places = [{ box: left, tie }, { box: right, tie }] as const;
  assert.equal(leastCovering(places, [[5, 5]], []), right);
  assert.equal(
    leastCovering([{ box: left, tie: right }, places[1]], [[25, 15], [25, 5]], []),
    left,
  );
  assert.equal(leastCovering(places, [[25, 5]], [left]), right);
});

Deno.test("leastCovering() counts a line between a text and its mark", () => {
  const crossed = { box: left, tie: { left: 0, top: 40, right: 60, bottom: 60 } };
  assert.equal(leastCovering([crossed, { box: right, tie }], [[10, 45]], []), right);
});
