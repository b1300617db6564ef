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

const ASYMMETRIC: Readonly<Record<string, Parameters<typeof transposed>[0]>> = {
  "at the end, as with tfjs's padding same": { strides: ints(2, 2), pads: ints(0, 0, 1, 1) },
  "at the start": { strides: ints(2, 2), pads: ints(2, 1, 0, 0) },
  "at either end of either axis": { strides: ints(2, 1), pads: ints(2, 0, 1, 1) },
  "of a window without its first tap": { pads: ints(2, 0, 1, 0) },
  "of a dilated window without its first tap": { pads: ints(4, 0, 2, 0), dilations: ints(2, 1) },
  "with output padding": {
    strides: ints(2, 2),
    pads: ints(1, 1, 2, 1),
    output_padding: ints(1, 0),
  },
};

for (const [name, attributes] of Object.entries(ASYMMETRIC)) {
  Deno.test(`symmetricPads() crops by a Slice: ${name}`, async () => {
    const parts = transposed(attributes), model = modelOf(parts);
    assert.ok(symmetricPads(model.graph!));
    assert.deepEqual(operators(model), ["ConvTranspose", "Slice"]);
    const pads = intsOf(model.graph!.node[0]!, "pads");
    assert.deepEqual(pads.slice(0, 2), pads.slice(2));
    assertSame(await compute(model, SHAPE), await compute(modelOf(parts), SHAPE));
  });
}

const UNCHANGED: Readonly<Record<string, Parameters<typeof transposed>[0]>> = {
  "symmetric pads": { strides: ints(2, 2), pads: ints(1, 0, 1, 0) },
  "pads of more than a window without its first tap": { pads: ints(3, 0, 1, 0) },
  "pads of more than a dilated window without its first tap": {
    ...{ pads: ints(5, 0, 2, 0), dilations: ints(2, 1) },
  },
  "no pads": { strides: ints(2, 2) },
  "auto_pad": { strides: ints(2, 2), auto_pad: { s: "SAME_UPPER" } },
  "a given output size": {
    strides: ints(2, 2),
    pads: ints(0, 0, 1, 1),
    output_shape: ints(12, 10),
  },
};

/** Attributes that ONNX Runtime refuses. */
const INVALID: typeof UNCHANGED = {
  "pads of one axis only": { pads: ints(2, 0) },
  "pads of three axes": { pads: ints(1, 0, 0, 0, 0, 0) },
  "dilations of one axis only": { pads: ints(2, 0, 0, 0), dilations: ints(1) },
};

for (const [name, attributes] of Object.entries({ ...UNCHANGED, ...INVALID })) {
  Deno.test(`symmetricPads() changes nothing for ${name}`, () => {
    const model = modelOf(transposed(attributes));
    assert.equal(symmetricPads(model.graph!), false);
    assert.deepEqual(operators(model), ["ConvTranspose"]);
  });
}
