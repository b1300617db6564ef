import assert from "node:assert/strict";
import { needs } from "../../tests/needs.ts";
import { Lowering } from "../lowering.ts";
import { targets } from "../targets.ts";
import { blockSizes } from "../testing/agrees_in_blocks.ts";
import { blockedConv } from "./blocked_conv.ts";
import { convGeometry } from "./conv_geometry.ts";

const BLOCK = 16;

/** Channels in, channels out, and the taps of each axis; "each" for a depthwise convolution. */
type Convolution = readonly [channels: number, out: number | "each", taps: number];

/** True when a convolution with a row of windows is blocked. */
function isBlocked([channels, out, taps]: Convolution, windows: number, block = BLOCK): boolean {
  const geometry = convGeometry(
    [1, taps, windows + taps - 1, channels],
    [taps, taps, channels, out === "each" ? 1 : out],
    { strides: 1, pad: "valid" },
    out === "each",
  );
  const lowering = new Lowering({ ...targets.cpu, block });
  return blockedConv(lowering, "x", "filter", undefined, geometry) !== undefined;
}

/**
 * The fewest windows from which on a convolution is blocked. Others would change the last bits of
 * models that are trained again.
 */
const FEWEST: readonly (readonly [Convolution, number])[] = [
  [[1, 8, 5], 493],
  [[3, 16, 3], 253],
  [[16, 12, 3], 232],
  [[16, 16, 3], 197],
  [[32, 64, 3], 942],
  [[24, "each", 5], 287],
];

Deno.test("a convolution is blocked from the number of windows on where that is faster", () => {
  for (const [convolution, fewest] of FEWEST) {
    assert.ok(!isBlocked(convolution, fewest - 1), `${convolution}: ${fewest - 1} windows`);
    assert.ok(isBlocked(convolution, fewest), `${convolution}: ${fewest} windows`);
  }
});

Deno.test("a convolution is never blocked where padding or reordering costs more", () => {
  const slower: readonly Convolution[] = [[3, 20, 3], [32, 16, 1], [16, "each", 3]];
  for (const convolution of slower) assert.ok(!isBlocked(convolution, 1e5), `${convolution}`);
});

Deno.test("a convolution is blocked only where its channels fit, and the target has blocks", () => {
  const windows = 5000;
  assert.ok(isBlocked([15, 16, 3], windows), "fewer channels than a block");
  assert.ok(!isBlocked([17, 16, 3], windows), "a part of a block");
  assert.ok(isBlocked([20, "each", 7], windows), "groups of four channels");
  assert.ok(!isBlocked([22, "each", 7], windows), "half a group of four channels");
  assert.ok(!isBlocked([16, 16, 3], windows, 0), "a target without blocks");
});

Deno.test({
  name: "blocked convolutions of one block size agree with tfjs on an x86-64 processor",
  ...needs("an x86-64 processor"),
  // Other tests in blocks compare nothing where no size agrees.
  fn: async () => assert.equal((await blockSizes()).length, 1),
});
