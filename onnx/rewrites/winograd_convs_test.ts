import assert from "node:assert/strict";
import { type AttributeValues, makeNode, makeTensor } from "../make.ts";
import {
  assertSame,
  compute,
  floats,
  ints,
  modelOf,
  operators,
  type TestGraph,
} from "../../tests/rewritten_model.ts";
import { winogradConvs } from "./winograd_convs.ts";

/** Differences from the plain case. */
interface Case {
  readonly shape?: [channels: number, height: number, width: number];
  readonly filters?: number;
  readonly kernel?: [height: number, width: number];
  readonly bias?: boolean;
  readonly conv?: AttributeValues;
}

/** A convolution with as much space around the image as keeps its size. */
function convolution(
  { shape = [32, 8, 8], filters = 32, kernel = [3, 3], bias = true, conv = {} }: Case,
): TestGraph {
  const attributes = { pads: ints(1, 1, 1, 1), ...conv };
  return {
    shape,
    constants: [
      floats("filter", [filters, shape[0], ...kernel]),
      ...(bias ? [floats("bias", [filters], 2)] : []),
    ],
    nodes: [makeNode("Conv", ["x", "filter", ...(bias ? ["bias"] : [])], ["y"], attributes)],
  };
}

const REWRITTEN: Readonly<Record<string, Case>> = {
  "the third of the modified LeNet": { shape: [64, 8, 8], filters: 64 },
  "the second of the modified LeNet": { shape: [32, 16, 16], filters: 64 },
  "no bias": { bias: false },
  "no zeros around the image": { shape: [32, 10, 9], conv: { pads: ints(0, 0, 0, 0) } },
  "other zeros at each side": { shape: [32, 9, 7], conv: { pads: ints(0, 2, 1, 3) } },
  "two rows of zeros above": { shape: [32, 8, 8], conv: { pads: ints(2, 1, 0, 1) } },
  "a filter of five columns": { kernel: [3, 5], conv: { pads: ints(1, 2, 1, 2) } },
  "more channels than filters": { shape: [64, 8, 8], filters: 24 },
  "one block of rows": { shape: [48, 4, 6] },
  "attributes written out": {
    conv: { kernel_shape: ints(3, 3), strides: ints(1, 1), dilations: ints(1, 1), group: { i: 1 } },
  },
};

/**
 * The points go up to 2, so that a sum of several products stands for one, and the numbers here
 * cancel each other: the results are a tenth of what is added.
 */
const TOLERANCE = 1e-5;

for (const [name, what] of Object.entries(REWRITTEN)) {
  Deno.test(`Winograd's convolution gives the same numbers: ${name}`, async () => {
    const parts = convolution(what), model = modelOf(parts);
    assert.ok(winogradConvs(model.graph!));
    assert.deepEqual(operators(model), [
      ...["MatMul", "Reshape", "Transpose", "Reshape", "Conv"],
      ...["Reshape", "MatMul", "Reshape", "Transpose", "Reshape"],
    ]);
    assertSame(
      await compute(model, parts.shape),
      await compute(modelOf(parts), parts.shape),
      TOLERANCE,
    );
  });
}

const LEFT: Readonly<Record<string, Case>> = {
  "few channels": { shape: [1, 8, 8] },
  "few filters": { filters: 4 },
  "rows that are no multiple of four": { shape: [32, 10, 8] },
  "so many rows that the matrix would be large": { shape: [32, 68, 4] },
  "three rows of zeros above": { conv: { pads: ints(3, 1, 3, 1) } },
  "a filter of five rows": { kernel: [5, 5] },
  "a filter of one column": { kernel: [3, 1] },
  "a convolution with steps": { conv: { strides: ints(2, 2) } },
  "a dilated convolution": { conv: { dilations: ints(2, 2) } },
  "groups": { conv: { group: { i: 2 } } },
  "padding that ONNX Runtime works out": { conv: { auto_pad: { s: "SAME_UPPER" } } },
  "an attribute that Conv does not have": { conv: { beta: { i: 1 } } },
};

for (const [name, what] of Object.entries(LEFT)) {
  Deno.test(`a convolution is left as it is: ${name}`, () => {
    const model = modelOf(convolution(what));
    assert.equal(winogradConvs(model.graph!), false);
    assert.deepEqual(operators(model), ["Conv"]);
  });
}

Deno.test("a convolution is left as it is when a number of the filter or the bias is no finite one", () => {
  for (const name of ["filter", "bias"]) {
    const parts = convolution({});
    const tensor = parts.constants.find((each) => each.name === name)!;
    const size = Number(tensor.dims.reduce((product, length) => product * length, 1n));
    const numbers = new Float32Array(size).fill(Infinity, 3, 4);
    const broken = makeTensor(name, "float32", tensor.dims.map(Number), numbers);
    const constants = parts.constants.map((each) => each.name === name ? broken : each);
    assert.equal(winogradConvs(modelOf({ ...parts, constants }).graph!), false);
  }
});

Deno.test("convolutions that share a filter share its points, and the filter goes", async () => {
  const shape = [32, 8, 8], pads = { pads: ints(1, 1, 1, 1) };
  const parts = {
    shape,
    constants: [floats("filter", [32, 32, 3, 3])],
    nodes: [
      makeNode("Conv", ["x", "filter"], ["a"], pads),
      makeNode("Conv", ["x", "filter"], ["b"], pads),
      makeNode("Sub", ["a", "b"], ["c"]),
      makeNode("Add", ["a", "c"], ["y"]),
    ],
  };
  const model = modelOf(parts);
  assert.ok(winogradConvs(model.graph!));
  const filters = model.graph!.initializer.filter(({ dims }) => dims.length === 4);
  assert.deepEqual(filters.map(({ dims }) => dims), [[192n, 32n, 1n, 3n]]);
  assertSame(await compute(model, shape), await compute(modelOf(parts), shape), TOLERANCE);
});
