import assert from "node:assert/strict";
import { CLASS_NAME, classPlaces } from "./class_places.ts";
import { textWidth } from "./text_width.ts";

const plot = { left: 0, top: 0, right: 360, bottom: 360 };

/** A map of points given as [x, y, class]. */
function mapOf(points: readonly (readonly [number, number, number])[], classes: string[]) {
  return {
    places: Float64Array.from(points.flatMap(([x, y]) => [x, y])),
    labels: points.map(([, , label]) => label),
    classes,
    plot,
  };
}

/** Points on a square grid around a middle. */
function cloud(x: number, y: number, label: number, radius = 30) {
  const steps = Array.from({ length: 13 }, (_, i) => (i - 6) / 6 * radius);
  return steps.flatMap((dx) => steps.map((dy) => [x + dx, y + dy, label] as const));
}

Deno.test("a name stands in the middle of its cluster", () => {
  const [place] = classPlaces(mapOf(cloud(100, 200, 0), ["Bag"]));
  assert(Math.abs(place!.x - 100) < 15 && Math.abs(place!.y - 204) < 15, JSON.stringify(place));
});

Deno.test("the denser one of two clusters is named", () => {
  const [place] = classPlaces(
    mapOf([...cloud(80, 80, 0, 60), ...cloud(250, 250, 0, 20)], ["Bag"]),
  );
  assert(place!.x > 220, JSON.stringify(place));
});

Deno.test("a class is named where it is alone, not where it is denser among denser classes", () => {
  const shared = cloud(100, 100, 1, 60);
  const others = Array.from({ length: 6 }, () => shared.map(([x, y]) => [x, y, 0] as const));
  const points = [...shared, ...shared, ...others.flat(), ...cloud(260, 100, 1, 60)];
  const [, second] = classPlaces(mapOf(points, ["Bag", "Coat"]));
  assert(second!.x > 200, JSON.stringify(second));
});

Deno.test("names do not touch and stay inside, even if all classes are at one place", () => {
  const classes = Array.from({ length: 10 }, (_, i) => `a class ${i}`);
  for (const middle of [[180, 180], [4, 4], [356, 356]] as const) {
    const points = classes.flatMap((_, label) => cloud(middle[0], middle[1], label, 3));
    const boxes = classPlaces(mapOf(points, classes)).map(({ index, x, y }) => {
      const half = textWidth(classes[index]!, CLASS_NAME) / 2;
      // A name has 18 pixels, and its base line is 4.4 below the middle.
      return { left: x - half - 4, right: x + half + 4, top: y - 13.4, bottom: y + 4.6 };
    });
    assert(boxes.length >= 2);
    boxes.forEach((a, i) => {
      assert(a.left >= 0 && a.right <= 360 && a.top >= 0 && a.bottom <= 360);
      for (const b of boxes.slice(i + 1)) {
        assert(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top);
      }
    });
  }
});

Deno.test("a class without points has no name on the map", () => {
  assert.deepEqual(
    classPlaces(mapOf(cloud(99, 99, 1), ["Bag", "Coat"])).map(({ index }) => index),
    [1],
  );
});
