import { clearField } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { TensorProtoSchema } from "onnx-buf";
import { type AttributeValues, makeNode } from "../make.ts";
import { poolByStridedConvs } from "./pool_by_strided_convs.ts";
import {
  assertSame,
  compute,
  floats,
  ints,
  modelOf,
  operators,
  type TestGraph,
} from "../../tests/rewritten_model.ts";

const POOL = { kernel_shape: ints(2, 2), strides: ints(2, 2) };

/** Differences from the plain case. */
interface Case {
  readonly shape?: [channels: number, height: number, width: number];
  readonly filters?: number;
  readonly kernel?: [height: number, width: number];
  readonly bias?: boolean;
  readonly relu?: boolean;
  readonly conv?: AttributeValues;
  readonly pool?: AttributeValues;
  readonly opset?: number;
  readonly outputs?: string[];
}

/** A convolution, a relu and a pooling. */
function pooled(
  { shape = [1, 12, 12], filters = 6, kernel = [5, 5], bias = true, relu = true, ...rest }: Case,
): TestGraph {
  const { conv = {}, pool = POOL, ...parts } = rest;
  return {
    shape,
    ...parts,
    constants: [
      floats("filter", [filters, shape[0], ...kernel]),
      ...(bias ? [floats("bias", [filters], 2)] : []),
    ],
    nodes: [
      makeNode("Conv", ["x", "filter", ...(bias ? ["bias"] : [])], ["convolved"], conv),
      ...(relu ? [makeNode("Relu", ["convolved"], ["rectified"])] : []),
      makeNode("MaxPool", [relu ? "rectified" : "convolved"], ["y"], pool),
    ],
  };
}

const REWRITTEN: Readonly<Record<string, Case>> = {
  "LeNet's": { shape: [1, 28, 28], conv: { pads: ints(2, 2, 2, 2) } },
  "no padding": {},
  "one filter": { filters: 1 },
  "seven filters of 3 x 3": { filters: 7, kernel: [3, 3] },
  "many channels": { shape: [16, 12, 12] },
  "three channels": { shape: [3, 13, 11] },
  "a last row and column that no window has": { shape: [1, 13, 15] },
  "an oblong filter": { kernel: [3, 5], shape: [2, 12, 14] },
  "uneven padding": { conv: { pads: ints(0, 1, 2, 3) } },
  "no bias": { bias: false },
  "no relu": { relu: false },
  "attributes written out": {
    conv: { kernel_shape: ints(5, 5), strides: ints(1, 1), dilations: ints(1, 1), group: { i: 1 } },
    pool: { ...POOL, pads: ints(0, 0, 0, 0), ceil_mode: { i: 0 }, dilations: ints(1, 1) },
  },
  "axes that are inputs": { opset: 18 },
};

for (const [name, what] of Object.entries(REWRITTEN)) {
  Deno.test(`pooling by strided convolutions gives the same numbers: ${name}`, async () => {
    const parts = pooled(what), model = modelOf(parts);
    assert.ok(poolByStridedConvs(model.graph!, what.opset ?? 17));
    const names = operators(model);
    assert.deepEqual(names.slice(-2), ["Reshape", "ReduceMax"]);
    assertSame(await compute(model, parts.shape), await compute(modelOf(parts), parts.shape));
  });
}

const LEFT: Readonly<Record<string, Case>> = {
  "as many filters as the narrowest block": { filters: 8 },
  "a filter of one element": { kernel: [1, 1] },
  "a convolution with steps": { conv: { strides: ints(2, 2) } },
  "a dilated convolution": { conv: { dilations: ints(2, 2) } },
  "groups": { shape: [2, 12, 12], conv: { group: { i: 2 } } },
  "padding that ONNX Runtime works out": { conv: { auto_pad: { s: "SAME_UPPER" } } },
  "windows that overlap": { pool: { kernel_shape: ints(3, 3), strides: ints(2, 2) } },
  "windows of 3 x 3": { pool: { kernel_shape: ints(3, 3), strides: ints(3, 3) } },
  "windows without steps": { pool: { kernel_shape: ints(2, 2) } },
  "padded windows": { pool: { ...POOL, pads: ints(1, 1, 1, 1) } },
  "windows that go beyond the edge": { pool: { ...POOL, ceil_mode: { i: 1 } } },
  "dilated windows": { pool: { ...POOL, dilations: ints(2, 2) } },
  "a convolution that is an output too": { outputs: ["convolved"] },
  "a rectified value that is an output too": { outputs: ["rectified"] },
};

for (const [name, what] of Object.entries(LEFT)) {
  Deno.test(`a pooling is left as it is: ${name}`, () => {
    const shape = what.shape ?? [1, 12, 12];
    const model = modelOf(pooled({ ...what, shape }));
    if (what.conv?.group) model.graph!.initializer[0]!.dims[1] = 1n;
    assert.equal(poolByStridedConvs(model.graph!, 17), false);
    assert.equal(operators(model).at(-1), "MaxPool");
  });
}

Deno.test("a filter with numbers in floatData is rewritten too", async () => {
  const parts = pooled({}), model = modelOf(parts);
  const filter = model.graph!.initializer[0]!;
  filter.floatData = [...new Float32Array(new Uint8Array(filter.rawData).buffer)];
  clearField(filter, TensorProtoSchema.field.rawData);
  assert.ok(poolByStridedConvs(model.graph!, 17));
  assertSame(await compute(model, parts.shape), await compute(modelOf(parts), parts.shape));
});

Deno.test("a pooling is left as it is when the filter is a graph input too", () => {
  const { graph } = modelOf(pooled({}));
  const { name, dims } = graph!.initializer[0]!;
  graph!.input.push({ ...graph!.input[0]!, name });
  assert.ok(dims.length === 4);
  assert.equal(poolByStridedConvs(graph!, 17), false);
});

Deno.test("a pooling is left as it is behind an operator without a rule for its size", () => {
  const parts = pooled({});
  const [conv] = parts.nodes;
  conv!.input[0] = "moved";
  const nodes = [
    makeNode("Transpose", ["x"], ["moved"], { perm: ints(0, 1, 3, 2) }),
    ...parts.nodes,
  ];
  assert.equal(poolByStridedConvs(modelOf({ ...parts, nodes }).graph!, 17), false);
});

Deno.test("names of the graph are not used again", async () => {
  const parts = pooled({});
  parts.nodes[0]!.input[0] = "y/elements";
  const nodes = [makeNode("Identity", ["x"], ["y/elements"]), ...parts.nodes];
  const model = modelOf({ ...parts, nodes });
  assert.ok(poolByStridedConvs(model.graph!, 17));
  assertSame(await compute(model, parts.shape), await compute(modelOf(pooled({})), parts.shape));
});
