import { backend_util } from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  overlapping,
  tapPositions,
  trimmed,
  uncovered,
  type Windows,
  windowsOf,
} from "./windows.ts";

const windows2D = (
  input: [number, number],
  window: [number, number],
  strides: number,
  pad: Parameters<typeof backend_util.computeConv2DInfo>[4],
  dilations = 1,
) =>
  windowsOf(backend_util.computeConv2DInfo(
    [1, ...input, 1],
    [...window, 1, 1],
    strides,
    dilations,
    pad,
  ));

/** For each axis, the elements of the input that are in each window. */
function covered({ input, output, kernel, strides, dilations, pads }: Windows): number[][][] {
  return input.map((length, axis) =>
    Array.from({ length: output[axis]! }, (_, window) =>
      Array.from(
        { length: kernel[axis]! },
        (_, tap) => window * strides[axis]! + tap * dilations[axis]! - pads[axis]!,
      ).filter((place) => place >= 0 && place < length))
  );
}

Deno.test("windowsOf() pads the end of the input up to the end of the last window", () => {
  assert.deepEqual(windows2D([5, 6], [3, 3], 2, "same").pads, [1, 0, 1, 1]);
  assert.deepEqual(windows2D([8, 6], [3, 3], 2, "valid").pads, [0, 0, -1, -1]);
  assert.deepEqual(windows2D([5, 5], [3, 3], 1, "same", 2).pads, [2, 2, 2, 2]);
  assert.deepEqual(windows2D([6, 6], [3, 3], 2, 1).pads, [1, 1, 0, 0]);
});

Deno.test("windowsOf() has negative pads for elements before the first window in 3D", () => {
  const info = backend_util.computeConv3DInfo([1, 4, 4, 4, 1], [1, 1, 2, 1, 1], 2, 1, "same");
  assert.deepEqual(windowsOf(info).pads, [-1, -1, 0, 0, 0, 0]);
});

Deno.test("windowsOf() refuses windows that do not fit", () => {
  assert.throws(
    () => windows2D([2, 2], [5, 5], 1, "valid"),
    /windows of \[5,5\] with dilation \[1,1\] over \[2,2\]: they do not fit/,
  );
});

Deno.test("uncovered() counts elements in no window, except those that ONNX ignores", () => {
  const windows = windows2D([8, 6], [3, 3], 2, "valid");
  assert.deepEqual(uncovered(windows), [0, 0, 0, 0]);
  assert.deepEqual(uncovered(windows, true), [0, 0, 1, 1]);
  assert.deepEqual(uncovered({ ...windows, pads: [-1, 0, -2, -1] }), [1, 0, 2, 0]);
});

Deno.test("trimmed() keeps the elements of every window", () => {
  const windows = { ...windows2D([9, 9], [2, 2], 3, "valid"), pads: [-1, -2, -1, 0] };
  const left = trimmed(windows, [1, 2, 0, 0]);
  assert.deepEqual(left.input, [8, 7]);
  const moved = covered(windows).map((each, i) =>
    each.map((places) => places.map((place) => place - [1, 2][i]!))
  );
  assert.deepEqual(covered(left), moved);
});

Deno.test("overlapping() drops the windows that lie in the padding, and no others", () => {
  for (const pad of [0, 1, 2, 3, 4, 5]) {
    for (const stride of [1, 2, 3, 4]) {
      for (const size of [1, 2, 3]) {
        const all = windows2D([4, 4], [size, size], stride, pad);
        const { windows, outside } = overlapping(all);
        const counted = covered(all).map((each) => {
          const sighted = each.map((places) => places.length > 0);
          const first = sighted.indexOf(true);
          return first < 0 ? undefined : [first, sighted.length - 1 - sighted.lastIndexOf(true)];
        });
        if (counted.includes(undefined)) {
          assert.ok(windows.output.includes(0));
          continue;
        }
        assert.deepEqual([outside[0], outside[2]], counted[0]);
        assert.deepEqual(
          covered(windows),
          covered(all).map((each) => each.slice(outside[0], each.length - outside[2]!)),
        );
      }
    }
  }
});

Deno.test("tapPositions() lists the taps of a window row by row", () => {
  assert.deepEqual(tapPositions({ kernel: [2, 3] }), [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
  ]);
});
