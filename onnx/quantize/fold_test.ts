import assert from "node:assert/strict";
import { makeNode, makeTensor } from "../make.ts";
import {
  assertSame,
  compute,
  floats,
  integers,
  modelOf,
  normalized,
  operators,
  statistics,
  type TestGraph,
} from "../../tests/rewritten_model.ts";
import { changed } from "../../tests/small_models.ts";
import { foldBias } from "./fold_bias.ts";
import { foldConstants } from "./fold_constants.ts";
import { reluBeforePool } from "./relu_before_pool.ts";
import { prepareStatic } from "./static_int8.ts";

const SHAPE = [6, 9, 9];

/** Changes a graph, and checks that it computes the same with fewer operators. */
async function keeps(parts: TestGraph, expected: readonly string[], change: typeof foldBias) {
  const { before, after } = changed(modelOf(parts), ({ graph }) => change(graph!));
  assert.deepEqual(operators(after), expected);
  assertSame(await compute(after, parts.shape), await compute(before, parts.shape));
}

Deno.test("an addition of a number for each channel becomes a bias, on either side", async () => {
  for (const shape of [[8, 1, 1], [1, 8, 1, 1]]) {
    for (const inputs of [["a", "b"], ["b", "a"]]) {
      const constants = [floats("filter", [8, 6, 3, 3]), floats("b", shape, 2)];
      const nodes = [makeNode("Conv", ["x", "filter"], ["a"]), makeNode("Add", inputs, ["y"])];
      await keeps({ shape: SHAPE, constants, nodes }, ["Conv"], foldBias);
    }
  }
  const constants = [floats("matrix", [12, 8]), floats("b", [8], 2)];
  const nodes = [makeNode("Gemm", ["x", "matrix"], ["a"]), makeNode("Add", ["a", "b"], ["y"])];
  await keeps({ shape: [12], constants, nodes }, ["Gemm"], foldBias);
});

Deno.test("any other addition stays", async () => {
  const filter = floats("filter", [7, 6, 3, 3]);
  for (const shape of [[7], [1, 1, 7, 7], [1], [1, 7, 1, 7]]) {
    const constants = [filter, floats("b", shape, 2)];
    const nodes = [makeNode("Conv", ["x", "filter"], ["a"]), makeNode("Add", ["a", "b"], ["y"])];
    await keeps({ shape: SHAPE, constants, nodes }, ["Conv", "Add"], foldBias);
  }
});

Deno.test("reshaped and padded filters become constants", async () => {
  const parts = {
    shape: SHAPE,
    constants: [
      makeTensor(
        "flat",
        "float32",
        [1, 4 * 4 * 9],
        Float32Array.from({ length: 144 }, (_, i) => i),
      ),
      integers("shape", [4, 4, -1, 3]),
      integers("pads", [0, 1, 0, 0, 0, 1, 0, 0]),
    ],
    nodes: [
      makeNode("Reshape", ["flat", "shape"], ["filter"]),
      makeNode("Pad", ["filter", "pads"], ["padded"]),
      makeNode("Conv", ["x", "padded"], ["y"]),
    ],
  };
  await keeps(parts, ["Conv"], (graph) => foldConstants(graph, ["Reshape", "Pad"]));
  await keeps(parts, ["Pad", "Conv"], (graph) => foldConstants(graph, ["Reshape"]));
});

Deno.test("a max pooling and its ReLU are exchanged, and no other pair", async () => {
  const pool = { kernel_shape: { ints: [3, 3] }, strides: { ints: [2, 2] } };
  const parts = (op: string) => ({
    shape: SHAPE,
    constants: [],
    nodes: [makeNode(op, ["x"], ["a"], pool), makeNode("Relu", ["a"], ["y"])],
  });
  const factor = makeTensor("factor", "float32", [], Float32Array.of(1000));
  for (const [op, expected] of [["MaxPool", "Relu,MaxPool"], ["AveragePool", "AveragePool,Relu"]]) {
    const { constants, nodes, shape } = parts(op!);
    const scaled = [makeNode("Mul", ["x", "factor"], ["scaled"]), ...nodes];
    scaled[1]!.input[0] = "scaled";
    await keeps(
      { shape, constants: [...constants, factor], nodes: scaled },
      ["Mul", ...expected!.split(",")],
      reluBeforePool,
    );
  }
});

Deno.test("a convolution with channels of zeros is prepared whole", async () => {
  const parts = {
    shape: SHAPE,
    constants: [
      floats("filter", [8, 6, 3, 3]),
      integers("pads", [0, 0, 0, 0, 0, 2, 0, 0]),
      ...statistics,
    ],
    nodes: [
      makeNode("Pad", ["x", "pads"], ["a"]),
      makeNode("Pad", ["filter", "pads"], ["b"]),
      makeNode("Conv", ["a", "b"], ["c"]),
      normalized("c", "y"),
    ],
  };
  const { before, after, result } = changed(modelOf(parts), prepareStatic);
  assert.deepEqual(result, ["a"]);
  assert.deepEqual(operators(after), ["Pad", "Conv"]);
  assertSame(await compute(after, SHAPE), await compute(before, SHAPE));
});
