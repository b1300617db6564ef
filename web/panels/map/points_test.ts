import assert from "node:assert/strict";
import { IMAGE_PIXELS } from "../../../data/image.ts";
import { countByClass, nameOf, type Points } from "./points.ts";

const points: Points = {
  labels: Uint8Array.of(1, 0, 1, 1, 0, 2),
  classes: ["Bag", "Coat", "Boot"],
  image: () => new Uint8Array(IMAGE_PIXELS),
};

Deno.test("nameOf() contains the index and the class", () => {
  assert.equal(nameOf(points, 5), "Image 5, Boot");
});

Deno.test("countByClass() sorts by count, then by class", () => {
  const at = (...found: number[]) => found.map((point) => ({ point, distance: 1 }));
  assert.equal(countByClass(points, at(0, 1, 2, 3)), "3 Coat, 1 Bag");
  assert.equal(countByClass(points, at(5, 0)), "1 Coat, 1 Boot");
});
