import assert from "node:assert/strict";
import { type AttributeValues, makeNode } from "../make.ts";
import { intsOf } from "../read.ts";
import { symmetricPads } from "./symmetric_pads.ts";
import {
  assertSame,
  compute,
  floats,
  ints,
  modelOf,
  operators,
  type TestGraph,
} from "../../tests/rewritten_model.ts";

const SHAPE = [3, 6, 5];

/** A transposed convolution to four channels. */
function transposed(attributes: AttributeValues): TestGraph {
  return {
    shape: SHAPE,
    constants: [floats("filter", [3, 4, 4, 3]), floats("bias", [4])],
    nodes: [makeNode("ConvTranspose", ["x", "filter", "bias"], ["y"], attributes)],
  };
}

const UNEVEN: Readonly<Record<string, Parameters<typeof transposed>[0]>> = {
  "behind, as tfjs's same": { strides: ints(2, 2), pads: ints(0, 0, 1, 1) },
  "in front": { strides: ints(2, 2), pads: ints(2, 1, 0, 0) },
  "at either end of either axis": { strides: ints(2, 1), pads: ints(2, 0, 1, 1) },
  "with output padding": {
    strides: ints(2, 2),
    pads: ints(1, 1, 2, 1),
    output_padding: ints(1, 0),
  },
};

for (const [name, attributes] of Object.entries(UNEVEN)) {
  Deno.test(`a transposed convolution that cuts off unevenly is sliced instead: ${name}`, async () => {
    const parts = transposed(attributes), model = modelOf(parts);
    assert.ok(symmetricPads(model.graph!));
    assert.deepEqual(operators(model), ["ConvTranspose", "Slice"]);
    const pads = intsOf(model.graph!.node[0]!, "pads");
    assert.deepEqual(pads.slice(0, 2), pads.slice(2));
    assertSame(await compute(model, SHAPE), await compute(modelOf(parts), SHAPE));
  });
}

const LEFT: Readonly<Record<string, Parameters<typeof transposed>[0]>> = {
  "as much at either end": { strides: ints(2, 2), pads: ints(1, 0, 1, 0) },
  "nothing": { strides: ints(2, 2) },
  "what ONNX Runtime works out": { strides: ints(2, 2), auto_pad: { s: "SAME_UPPER" } },
  "what a given size leaves": {
    strides: ints(2, 2),
    pads: ints(0, 0, 1, 1),
    output_shape: ints(12, 10),
  },
};

for (const [name, attributes] of Object.entries(LEFT)) {
  Deno.test(`a transposed convolution stays that cuts off ${name}`, () => {
    const model = modelOf(transposed(attributes));
    assert.equal(symmetricPads(model.graph!), false);
    assert.deepEqual(operators(model), ["ConvTranspose"]);
  });
}
