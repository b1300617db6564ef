import assert from "node:assert/strict";
import { clusters } from "../testing/points.ts";
import { kdTreeOrder } from "./kd_tree_order.ts";
import { rotate } from "./rotate.ts";

Deno.test("the k-d tree order has every point once, and near points near each other", () => {
  const rotated = rotate(clusters(1001, 6).features, { count: 1001, dimensions: 6 });
  const order = kdTreeOrder(rotated);
  assert.deepEqual(
    Array.from(order).sort((a, b) => a - b),
    Array.from({ length: 1001 }, (_, i) => i),
  );
  const step = (a: number, b: number) => {
    let sum = 0;
    for (let d = 0; d < rotated.stride; d++) {
      sum += (rotated.points[a * rotated.stride + d]! - rotated.points[b * rotated.stride + d]!) **
        2;
    }
    return sum;
  };
  let ordered = 0, unordered = 0;
  for (let i = 1; i < 1001; i++) {
    ordered += step(order[i - 1]!, order[i]!);
    unordered += step(i - 1, i);
  }
  assert(ordered < 0.4 * unordered);
});
