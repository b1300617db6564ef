import assert from "node:assert/strict";
import { decode, decodeApng } from "fast-png";
import { WeftError } from "../error.ts";
import { animation } from "./animation.ts";

const FRAMES = [0, 80, 255].map((level) =>
  Uint8Array.from({ length: 12 }, (_, i) => i === 5 ? 17 : level)
);
const SIZE = { width: 4, height: 3, delay: 120 };

Deno.test("animation() writes an animated PNG that another decoder reads frame by frame", () => {
  const { frames, numberOfFrames, numberOfPlays } = decodeApng(animation(FRAMES, SIZE));
  assert.equal(numberOfFrames, 3);
  assert.equal(numberOfPlays, 0, "without end");
  frames.forEach((frame, i) => {
    assert.deepEqual([...frame.data], [...FRAMES[i]!]);
    assert.equal(frame.delayNumber / frame.delayDenominator, 0.12);
  });
});

Deno.test("animation() is its first frame for a decoder without animation", () => {
  const { width, height, data } = decode(animation(FRAMES.toReversed(), SIZE));
  assert.deepEqual([width, height, [...data]], [4, 3, [...FRAMES[2]!]]);
});

Deno.test("animation() refuses frames of another size, and none", () => {
  const refused = (error: unknown) => error instanceof WeftError && error.code === "usage";
  assert.throws(() => animation([], SIZE), refused);
  assert.throws(() => animation([FRAMES[0]!, new Uint8Array(11)], SIZE), refused);
});
