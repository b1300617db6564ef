import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { parseBatchShapes, parseShapes } from "./shape_flag.ts";

Deno.test("parseShapes() reads the lengths of each input, in order", () => {
  const shapes = parseShapes(["image=1,224,224,3", "serving_default/x:0=7", "a=b=2, 3"]);
  assert.deepEqual([...shapes], [
    ["image", [1, 224, 224, 3]],
    ["serving_default/x:0", [7]],
    ["a=b", [2, 3]],
  ]);
  assert.equal(parseShapes([]).size, 0);
});

Deno.test("parseShapes() refuses other forms and names that are given twice", () => {
  const wrong = ["image", "image=", "=1,2", "image=1,,2", "image=0", "image=-1", "image=1.5"];
  for (const value of [...wrong, "image=batch,3", "image=1x224", "image=99999999999"]) {
    assert.throws(() => parseShapes([value]), (error: unknown) => {
      assert.ok(error instanceof WeftError);
      assert.equal(error.code, "usage");
      assert.ok(error.message.endsWith(`got "${value}"`), error.message);
      return true;
    });
  }
  assert.throws(() => parseShapes(["x=1", "x=2"]), /--shape has "x" twice/);
});

Deno.test("parseBatchShapes() takes the word batch for a length that is chosen at each run", () => {
  const shapes = parseBatchShapes(["image=batch,224,224,3", "audio=1, batch"]);
  assert.deepEqual([...shapes], [["image", [null, 224, 224, 3]], ["audio", [1, null]]]);
  assert.throws(() => parseBatchShapes(["image=any,3"]), /Invalid --shape: .* got "image=any,3"/);
});
