import assert from "node:assert/strict";
import { pixelsFor } from "./picture_input.ts";

/** A picture of 4 x 2 pixels: red, green, blue and white above their halves. */
const COLOURS = {
  width: 4,
  height: 2,
  channels: 3,
  data: Uint8Array.of(
    ...[255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255],
    ...[127, 0, 0, 0, 127, 0, 0, 0, 127, 127, 127, 127],
  ),
};

Deno.test("pixelsFor() takes the mean of the pixels under each place, and scales the levels", () => {
  const size = { height: 1, width: 2, channels: 3 };
  const last = pixelsFor(COLOURS, { ...size, channelsFirst: false }, [0, 255]);
  assert.deepEqual([...last], [95.5, 95.5, 0, 95.5, 95.5, 191]);
  const first = pixelsFor(COLOURS, { ...size, channelsFirst: true }, [0, 255]);
  assert.deepEqual([...first], [95.5, 95.5, 95.5, 95.5, 0, 191]);
  const signed = pixelsFor(COLOURS, { ...size, channelsFirst: false }, [-1, 1]);
  assert.equal(signed[2], -1);
});

Deno.test("pixelsFor() repeats pixels of a smaller picture, and makes grey of colours", () => {
  const grey = { height: 2, width: 8, channels: 1, channelsFirst: false };
  const levels = pixelsFor(COLOURS, grey, [0, 1]);
  assert.equal(levels.length, 16);
  assert.ok(Math.abs(levels[0]! - 0.299) < 1e-6 && levels[0] === levels[1]); // red by BT.601
  assert.ok(Math.abs(levels[7]! - 1) < 1e-6);
});

Deno.test("pixelsFor() counts transparency as white paper", () => {
  const transparent = { width: 1, height: 1, channels: 2, data: Uint8Array.of(0, 0) };
  const [level] = pixelsFor(
    transparent,
    { height: 1, width: 1, channels: 1, channelsFirst: false },
    [0, 1],
  );
  assert.ok(Math.abs(level! - 1) < 1e-6);
});
