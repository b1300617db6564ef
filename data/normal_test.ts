import assert from "node:assert/strict";
import { createGenerator } from "./random.ts";
import { fillNormal } from "./normal.ts";

Deno.test("fillNormal() draws numbers with the moments of the standard normal", () => {
  const count = 200_000;
  const values = new Float32Array(count);
  fillNormal(createGenerator(1), values);
  const moment = (k: number) => values.reduce((sum, value) => sum + value ** k, 0) / count;
  // Standard errors are 0.0022, 0.0032, 0.0087 and 0.022: four of each.
  for (
    const [k, wanted, error] of [[1, 0, 0.0022], [2, 1, 0.0032], [3, 0, 0.0087], [4, 3, 0.022]]
  ) {
    assert.ok(Math.abs(moment(k!) - wanted!) < 4 * error!, `moment ${k}: ${moment(k!)}`);
  }
  const beyond2 = values.filter((value) => Math.abs(value) > 2).length / count;
  assert.ok(Math.abs(beyond2 - 0.0455) < 0.002, `${beyond2}`);
});

Deno.test("fillNormal() draws the numbers that the polar method gives with Math.log", () => {
  const values = new Float32Array(1001);
  fillNormal(createGenerator(2), values);
  const generator = createGenerator(2);
  for (let i = 0; i < values.length; i += 2) {
    let x: number, y: number, square: number;
    do {
      [x, y] = [2 * generator.uniform() - 1, 2 * generator.uniform() - 1];
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt(-2 * Math.log(square) / square);
    // Both are rounded to float32: at most its last place apart.
    assert.ok(Math.abs(values[i]! - x * scale) <= 2 ** -23 * Math.abs(values[i]!));
    if (i + 1 < values.length) {
      assert.ok(Math.abs(values[i + 1]! - y * scale) <= 2 ** -23 * Math.abs(values[i + 1]!));
    }
  }
});

Deno.test("fillNormal() depends on the generator's state alone, whatever was drawn before", () => {
  const [one, two] = [createGenerator(3), createGenerator(3)];
  const parts = [new Float32Array(5), new Float32Array(4)];
  for (const part of parts) fillNormal(one, part);
  for (const part of parts) {
    const again = new Float32Array(part.length);
    fillNormal(two, again);
    assert.deepEqual(again, part);
  }
});
