import assert from "node:assert/strict";
import { makeNode, makeTensor } from "../make.ts";
import {
  assertSame,
  compute,
  floats,
  modelOf,
  normalized,
  operators,
  statistics,
  type TestGraph,
} from "../../tests/rewritten_model.ts";
import { changed } from "../../tests/small_models.ts";
import { foldBatchNormalization } from "./fold_batch_normalization.ts";

const SHAPE = [6, 9, 9];

/** Folds in a graph, and checks that it computes the same by the expected operators. */
async function keeps(parts: TestGraph, expected: readonly string[]) {
  const { before, after } = changed(modelOf(parts), ({ graph }) => foldBatchNormalization(graph!));
  assert.deepEqual(operators(after), expected);
  assertSame(await compute(after, parts.shape), await compute(before, parts.shape));
}

Deno.test("batch normalization goes into a filter, with its bias and its epsilon", async () => {
  const constants = [floats("filter", [8, 6, 3, 3]), floats("bias", [8], 2), ...statistics];
  for (const bias of [[], ["bias"]]) {
    for (const epsilon of [{}, { epsilon: { f: 1e-3 } }]) {
      const nodes = [
        makeNode("Conv", ["x", "filter", ...bias], ["a"]),
        normalized("a", "y", epsilon),
      ];
      await keeps({ shape: SHAPE, constants, nodes }, ["Conv"]);
    }
  }
});

Deno.test("a convolution that others read keeps its batch normalization", async () => {
  const constants = [floats("filter", [8, 6, 3, 3]), ...statistics];
  const nodes = [
    makeNode("Conv", ["x", "filter"], ["a"]),
    normalized("a", "b"),
    makeNode("Add", ["a", "b"], ["y"]),
  ];
  await keeps(
    { shape: SHAPE, constants, nodes },
    ["Conv", "BatchNormalization", "Add"],
  );
});

Deno.test("a filter that two convolutions read stays, and so do their batch normalizations", async () => {
  const constants = [floats("filter", [8, 6, 3, 3]), ...statistics];
  const nodes = [
    makeNode("Conv", ["x", "filter"], ["a"]),
    normalized("a", "b"),
    makeNode("Conv", ["x", "filter"], ["c"]),
    normalized("c", "d"),
    makeNode("Mul", ["b", "d"], ["y"]),
  ];
  const expected = ["Conv", "BatchNormalization", "Conv", "BatchNormalization", "Mul"];
  await keeps({ shape: SHAPE, constants, nodes }, expected);
});

Deno.test("a batch normalization stays where one of the numbers is computed", async () => {
  const constants = [floats("filter", [8, 6, 3, 3]), floats("bias", [8], 2), ...statistics];
  for (const computed of ["filter", "bias", "gamma", "beta", "mean", "variance"]) {
    const nodes = [
      makeNode("Identity", [`${computed}:stored`], [computed]),
      makeNode("Conv", ["x", "filter", "bias"], ["a"]),
      normalized("a", "y"),
    ];
    const stored = constants.map((tensor) =>
      tensor.name === computed ? { ...tensor, name: `${computed}:stored` } : tensor
    );
    const expected = ["Identity", "Conv", "BatchNormalization"];
    await keeps({ shape: SHAPE, constants: stored, nodes }, expected);
  }
});

Deno.test("a batch normalization stays that ONNX Runtime refuses, or that makes no finite filter", () => {
  const constants = [floats("filter", [8, 6, 3, 3]), ...statistics];
  const inputs = ["a", "gamma", "beta", "mean", "variance"];
  const replaced = (name: string, data: number[]) =>
    constants.map((tensor) =>
      tensor.name === name
        ? makeTensor(name, "float32", [data.length], Float32Array.from(data))
        : tensor
    );
  const conv = { inputs: ["x", "filter"], outputs: ["a"] };
  const plain = { constants, conv, inputs, attributes: {}, outputs: ["y"] };
  const cases: Record<string, Partial<typeof plain>> = {
    "an input too few": { inputs: inputs.slice(0, 4) },
    "an input too many": { inputs: [...inputs, "mean"] },
    "an attribute that it does not have": { attributes: { beta: { i: 1 } } },
    "statistics of the batch": { attributes: { training_mode: { i: 1 } } },
    "a second output": { outputs: ["y", "more"] },
    "a convolution with a second output": { conv: { ...conv, outputs: ["a", "more"] } },
    "a convolution with a fourth input": {
      conv: { ...conv, inputs: ["x", "filter", "beta", "mean"] },
    },
    "seven factors": { constants: replaced("gamma", [1, 2, 3, 4, 5, 6, 7]) },
    "an infinite mean": { constants: replaced("mean", [1, 2, 3, 4, 5, 6, 7, Infinity]) },
    "a variance below zero": { constants: replaced("variance", [1, 2, 3, 4, 5, 6, 7, -1]) },
  };
  for (const [name, change] of Object.entries(cases)) {
    const { conv, inputs, attributes, outputs, constants } = { ...plain, ...change };
    const nodes = [
      makeNode("Conv", conv.inputs, conv.outputs),
      makeNode("BatchNormalization", inputs, outputs, attributes),
    ];
    const model = modelOf({ shape: SHAPE, constants, nodes });
    assert.equal(foldBatchNormalization(model.graph!), false, name);
    assert.deepEqual(operators(model), ["Conv", "BatchNormalization"]);
  }
});

Deno.test("the constants of a folded batch normalization go, unless others read them", () => {
  const nodes = [
    makeNode("Conv", ["x", "filter"], ["a"]),
    normalized("a", "b"),
    makeNode("Mul", ["b", "factor"], ["c"]),
    makeNode("MatMul", ["c", "beta"], ["y"]),
  ];
  const constants = [floats("filter", [8, 6, 3, 3]), floats("factor", []), ...statistics];
  const model = modelOf({ shape: SHAPE, constants, nodes });
  assert.ok(foldBatchNormalization(model.graph!));
  assert.deepEqual(model.graph!.initializer.map(({ name }) => name), [
    ...["factor", "beta", "filter_folded", "filter_bias"],
  ]);
});
