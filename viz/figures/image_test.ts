import assert from "node:assert/strict";
import { decode } from "fast-png";
import { drawing } from "../drawing.ts";
import { drawImage, imageStack } from "./image.ts";
import { type Theme, THEMES } from "./theme.ts";

/** The grey levels of the PNG that is embedded. */
function printed(grey: Uint8Array, theme: Theme): number[] {
  const svg = drawing(9, 9, (root) => drawImage(root, grey, { x: 0, y: 0, side: 9 }, theme), {
    title: "",
    description: "",
  });
  const [, base64 = ""] = /base64,([^"]+)"/.exec(svg)!;
  return [...decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))).data];
}

Deno.test("0 is the paper and 255 is ink, on white paper and on dark", () => {
  const grey = Uint8Array.of(0, 51, 255, 255);
  assert.deepEqual(printed(grey, THEMES.light), [255, 204, 0, 0]);
  assert.deepEqual(printed(grey, THEMES.dark), [24, 70, 255, 255]);
});

Deno.test("imageStack() splits bytes into images, and clips floats to 0 to 1", () => {
  const stack = imageStack("grid", Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 2);
  assert.equal(stack.side, 2);
  assert.deepEqual([...stack.at(1)], [5, 6, 7, 8]);
  assert.deepEqual([...imageStack("grid", Float32Array.of(-1, 0.5, 1, 2), 1).at(0)], [
    ...[0, 128, 255, 255],
  ]);
});
