import assert from "node:assert/strict";
import { dotRadius } from "./dot_radius.ts";

Deno.test("dots are smaller where there are more points, within limits", () => {
  assert.equal(dotRadius(10, 300, 1), 5);
  const many = dotRadius(10_000, 300, 1);
  assert.ok(many > 1.4 && many < 1.6, `${many}`); // 10,000 discs of it cover a fifth of 600 x 600
  assert.equal(dotRadius(1_000_000, 300, 1), 1.1);
});

Deno.test("dots grow with the zoom level, slower than the map", () => {
  const near = dotRadius(10_000, 300, 4), far = dotRadius(10_000, 300, 1);
  assert.ok(near > 1.5 * far && near < 4 * far);
});
