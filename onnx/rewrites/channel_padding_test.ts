import assert from "node:assert/strict";
import { makeNode, makeTensor } from "../make.ts";
import { channelPadding, channelPads, dropChannelPadding } from "./channel_padding.ts";
import {
  assertSame,
  compute,
  floats,
  integers,
  modelOf,
  type TestGraph,
} from "../../tests/rewritten_model.ts";

const SHAPE = [6, 9, 9];
const TWO_CHANNELS = [0, 0, 0, 0, 0, 2, 0, 0];

/** A convolution of six channels whose input and filter are padded by the pads `x` and `filter`. */
function padded(x: number[], filter: number[], more: Partial<TestGraph> = {}): TestGraph {
  return {
    shape: SHAPE,
    constants: [
      floats("filter", [4, 6, 3, 3]),
      floats("bias", [4]),
      integers("pads", x),
      integers("filter pads", filter),
      makeTensor("one", "float32", [], Float32Array.of(1)),
    ],
    nodes: [
      makeNode("Pad", ["x", "pads"], ["padded"]),
      makeNode("Pad", ["filter", "filter pads"], ["padded filter"]),
      makeNode("Conv", ["padded", "padded filter", "bias"], ["y"]),
    ],
    ...more,
  };
}

Deno.test("channelPadding() fills up to a multiple of 4 when WebGPU would compute wrong", () => {
  const padding = (inChannels: number, outChannels = 8, groups = 1) =>
    channelPadding({ inChannels, outChannels, groups });
  const counts = [1, 3, 4, 6, 8, 9, 12, 15, 18, 20];
  assert.deepEqual(counts.map((count) => padding(count)), [0, 0, 0, 2, 0, 3, 0, 1, 2, 0]);
  assert.equal(padding(6, 7), 0);
  assert.equal(padding(6, 12, 6), 0);
});

Deno.test("channelPads() appends channels", () => {
  assert.deepEqual(channelPads(2, 4), TWO_CHANNELS);
  assert.deepEqual(channelPads(1, 5), [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
});

Deno.test("dropChannelPadding() removes channels of zeros and keeps the numbers", async () => {
  const parts = padded(TWO_CHANNELS, TWO_CHANNELS);
  const model = modelOf(parts);
  assert.ok(dropChannelPadding(model.graph!));
  assert.deepEqual(model.graph!.node.at(-1)!.input, ["x", "filter", "bias"]);
  assertSame(await compute(model, SHAPE), await compute(modelOf(parts), SHAPE));
});

Deno.test("dropChannelPadding() keeps any other padding", () => {
  const one = [makeNode("Pad", ["x", "pads", "one"], ["padded"]), ...padded([], []).nodes.slice(1)];
  const reflecting = makeNode("Pad", ["x", "pads"], ["padded"], { mode: { s: "reflect" } });
  const groups = makeNode("Conv", ["padded", "padded filter"], ["y"], { group: { i: 2 } });
  const cases: Record<string, TestGraph> = {
    "around the image": padded([0, 0, 1, 1, 0, 2, 1, 1], TWO_CHANNELS),
    "in front": padded([0, 2, 0, 0, 0, 0, 0, 0], [0, 2, 0, 0, 0, 0, 0, 0]),
    "of the input alone": padded(TWO_CHANNELS, [0, 0, 0, 0, 0, 0, 0, 0]),
    "of ones": padded(TWO_CHANNELS, TWO_CHANNELS, { nodes: one }),
    "that mirrors": padded(TWO_CHANNELS, TWO_CHANNELS, {
      nodes: [reflecting, ...padded([], []).nodes.slice(1)],
    }),
    "in groups": padded(TWO_CHANNELS, TWO_CHANNELS, {
      nodes: [...padded([], []).nodes.slice(0, 2), groups],
    }),
  };
  for (const [name, parts] of Object.entries(cases)) {
    const { graph } = modelOf(parts);
    assert.equal(dropChannelPadding(graph!), false, name);
    assert.equal(graph!.node.at(-1)!.input[0], "padded", name);
  }
});
