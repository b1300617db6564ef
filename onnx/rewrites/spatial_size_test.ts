import assert from "node:assert/strict";
import { makeNode, makeTensor } from "../make.ts";
import { indexGraph } from "../graph_index.ts";
import { spatialSizes } from "./spatial_size.ts";
import {
  compute,
  floats,
  integers,
  ints,
  modelOf,
  type TestGraph,
} from "../../tests/rewritten_model.ts";

const SHAPE = [2, 13, 10];
const CONSTANTS = [
  floats("filter", [3, 2, 4, 3]),
  floats("number", []),
  floats("each channel", [2, 1, 1]),
  floats("each column", [10]),
  floats("stack", [2, 2, 13, 10]),
  floats("two", [2]),
  makeTensor("variance", "float32", [2], Float32Array.of(1, 2)),
  integers("pads", [0, 0, 1, 2, 0, 0, 3, -4]),
];

const at = (name: string, nodes: TestGraph["nodes"]): [string, TestGraph] => [
  name,
  { shape: SHAPE, constants: CONSTANTS, nodes },
];

const KNOWN = [
  at("the input", [makeNode("Identity", ["x"], ["y"])]),
  at("with a number", [makeNode("Mul", ["x", "number"], ["y"])]),
  at("with a number in front", [makeNode("Sub", ["number", "x"], ["y"])]),
  at("with a number for each channel", [makeNode("Add", ["x", "each channel"], ["y"])]),
  at("divided and rectified", [
    makeNode("Div", ["x", "number"], ["d"]),
    makeNode("Relu", ["d"], ["y"]),
  ]),
  at("normalised", [makeNode("BatchNormalization", ["x", "two", "two", "two", "variance"], ["y"])]),
  at("padded and cropped", [makeNode("Pad", ["x", "pads"], ["y"])]),
  at("convolved", [makeNode("Conv", ["x", "filter"], ["y"])]),
  at("convolved with everything", [
    makeNode("Conv", ["x", "filter"], ["y"], {
      pads: ints(3, 1, 0, 4),
      strides: ints(2, 3),
      dilations: ints(2, 2),
    }),
  ]),
  at("pooled", [
    makeNode("MaxPool", ["x"], ["y"], {
      kernel_shape: ints(3, 2),
      strides: ints(2, 3),
      pads: ints(1, 0, 1, 1),
    }),
  ]),
];

for (const [name, parts] of KNOWN) {
  Deno.test(`spatialSizes() agrees with ONNX Runtime: ${name}`, async () => {
    const model = modelOf(parts), { dims } = await compute(model, SHAPE);
    assert.deepEqual(spatialSizes(model.graph!, indexGraph(model.graph!)).get("y"), dims.slice(2));
  });
}

const UNKNOWN = [
  at("behind another operator", [makeNode("Transpose", ["x"], ["y"], { perm: ints(0, 1, 3, 2) })]),
  at("with a number for each column", [makeNode("Mul", ["x", "each column"], ["y"])]),
  at("with more images than there are", [makeNode("Mul", ["x", "stack"], ["y"])]),
  at("with itself", [makeNode("Add", ["x", "x"], ["y"])]),
  at("up to the edge", [
    makeNode("MaxPool", ["x"], ["y"], { kernel_shape: ints(2, 2), ceil_mode: { i: 1 } }),
  ]),
];

for (const [name, parts] of UNKNOWN) {
  Deno.test(`spatialSizes() knows nothing: ${name}`, () => {
    const { graph } = modelOf(parts);
    assert.equal(spatialSizes(graph!, indexGraph(graph!)).get("y"), undefined);
  });
}
