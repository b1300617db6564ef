import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx } from "../export.ts";
import { decodeModel } from "../../onnx/encode.ts";
import { runModel } from "../testing/agrees_with_tfjs.ts";
import { constant, type GraphExtras, graphModel, op, placeholder } from "../testing/graph_def.ts";
import { predictGraphModel } from "./predict.ts";
import type { GraphNode } from "./topology.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const rows = Float32Array.of(1, -2, 3, 0.5, 4, -1);

/** Exports a model of one input x [batch, 3], compares it with tfjs, and returns its operators. */
async function exported(
  parts: Parameters<typeof graphModel>[0],
  extras?: GraphExtras,
): Promise<string[]> {
  const model = await graphModel([placeholder("x", [-1, 3]), ...parts], extras);
  const bytes = exportOnnx(model);
  const [name, result] = Object.entries(
    await runModel(bytes, { x: { shape: [2, 3], dtype: "float32", data: rows } }),
  )[0]!;
  const [expected] = await predictGraphModel(model, { x: tf.tensor(rows, [2, 3]) });
  // A few additions and products of small numbers that float32 holds exactly.
  assert.deepEqual([...result.data], [...expected!.dataSync()], name);
  return decodeModel(bytes).graph!.node.map(({ opType }) => opType);
}

/** x + 1 when the condition is true, else x · 2, as TensorFlow 1 writes conditions. */
const condition: GraphNode[] = [
  op("branch", "Switch", ["x", "condition"]),
  op("more", "AddV2", ["branch:1", "one"]),
  op("double", "Mul", ["branch:0", "two"]),
  op("either", "Merge", ["more", "double"]),
  op("y", "Neg", ["either"]),
];

const operands = [constant("one", 1), constant("two", 2)];

Deno.test("a condition that is constant leaves one branch", async () => {
  for (const [taken, other] of [["Add", "Mul"], ["Mul", "Add"]] as const) {
    const ops = await exported([
      ...operands,
      constant("learning_phase", taken === "Mul", "bool"),
      op("phase", "PlaceholderWithDefault", ["learning_phase"], { dtype: { type: "DT_BOOL" } }),
      op("condition", "LogicalNot", ["phase"]),
      ...condition,
    ]);
    assert.ok(ops.includes(taken) && !ops.includes(other), ops.join());
  }
});

Deno.test("a condition that depends on data is refused with the cut in front of it", async () => {
  const model = await graphModel([
    placeholder("x", [-1, 3]),
    ...operands,
    constant("axes", [0, 1], "int32"),
    op("sum", "Sum", ["x", "axes"]),
    op("condition", "Greater", ["sum", "one"]),
    ...condition,
  ]);
  assert.throws(
    () => exportOnnx(model),
    (error: Error & { hint: string }) =>
      /Switch \(branch\): its condition depends on data/.test(error.message) &&
      error.hint.includes("--outputs condition "),
  );
  exportOnnx(model, { outputs: ["condition"] });
});

const float = (name: string) => ({ name, type: "DT_FLOAT" });
const integer = (name: string) => ({ name, type: "DT_INT32" });

Deno.test("a function is the branch of a constant condition", async () => {
  const branch = (name: string, node: GraphNode) => ({
    signature: { name, inputArg: [float("a"), float("b")], outputArg: [float("out")] },
    nodeDef: [node],
    ret: { out: "result:z:0" },
  });
  await exported([
    ...operands,
    constant("condition", true, "bool"),
    op("y", "StatelessIf", ["condition", "x", "two"], {
      then_branch: { func: { name: "times" } },
      else_branch: { func: { name: "plus" } },
    }),
  ], {
    functions: [
      branch("times", op("result", "Mul", ["a", "b"])),
      branch("plus", op("result", "AddV2", ["a", "b"])),
    ],
  });
});

/** Three times x + 1, as a loop of functions. */
const loop = (limit: string) => [
  ...operands,
  constant("zero", 0, "int32"),
  constant("three", 3, "int32"),
  op("while", "StatelessWhile", ["zero", limit, "x"], {
    cond: { func: { name: "goes_on" } },
    body: { func: { name: "step" } },
  }),
  op("y", "Identity", ["while:2"]),
];
const args = [integer("i"), integer("n"), float("a")];
const loopFunctions: GraphExtras = {
  functions: [
    {
      signature: { name: "goes_on", inputArg: args, outputArg: [{ name: "c", type: "DT_BOOL" }] },
      nodeDef: [op("less", "Less", ["i", "n"])],
      ret: { c: "less:z:0" },
    },
    {
      signature: { name: "step", inputArg: args, outputArg: args },
      nodeDef: [
        op("ones", "OnesLike", ["a"]),
        op("single", "OnesLike", ["i"]),
        op("next", "AddV2", ["i", "single"]),
        op("more", "AddV2", ["a", "ones:y:0"]),
      ],
      ret: { i: "next:z:0", n: "n", a: "more:z:0" },
    },
  ],
};

Deno.test("a loop of functions with a constant number of iterations is unrolled", async () => {
  const ops = await exported(loop("three"), loopFunctions);
  assert.equal(ops.filter((each) => each === "Add").length, 3);
});

Deno.test("a loop over data is refused by name", async () => {
  const steps = [
    constant("axes", [0, 1], "int32"),
    op("sum", "Sum", ["x", "axes"]),
    op("steps", "Cast", ["sum"], { SrcT: { type: "DT_FLOAT" }, DstT: { type: "DT_INT32" } }),
  ];
  const nodes = [placeholder("x", [-1, 3]), ...steps, ...loop("steps")];
  const model = await graphModel(nodes, loopFunctions);
  assert.throws(
    () => exportOnnx(model),
    (error: Error & { hint: string }) =>
      /StatelessWhile \(while\): its condition depends on data/.test(error.message) &&
      error.hint.includes("--outputs steps "),
  );
});

Deno.test("a loop of frames that fills a list is unrolled", async () => {
  const frame = { frame_name: { s: btoa("loop") } };
  const lists = { element_dtype: { type: "DT_FLOAT" }, dtype: { type: "DT_FLOAT" } };
  await exported([
    ...operands,
    constant("zero", 0, "int32"),
    constant("step", 1, "int32"),
    constant("three", 3, "int32"),
    constant("shape", [-1, 3], "int32"),
    op("list", "TensorListReserve", ["shape", "three"], lists),
    op("enter_i", "Enter", ["zero"], frame),
    op("enter_list", "Enter", ["list"], frame),
    op("enter_x", "Enter", ["x"], { ...frame, is_constant: { b: true } }),
    op("limit", "Enter", ["three"], { ...frame, is_constant: { b: true } }),
    op("i", "Merge", ["enter_i", "next_i"]),
    op("items", "Merge", ["enter_list", "next_list"]),
    op("less", "Less", ["i", "limit"]),
    op("goes_on", "LoopCond", ["less"]),
    op("switch_i", "Switch", ["i", "goes_on"]),
    op("switch_list", "Switch", ["items", "goes_on"]),
    op("body_i", "Identity", ["switch_i:1"]),
    op("number", "Cast", ["body_i"], { SrcT: { type: "DT_INT32" }, DstT: { type: "DT_FLOAT" } }),
    op("scaled", "Mul", ["enter_x", "number"]),
    op("written", "TensorListSetItem", ["switch_list:1", "body_i", "scaled"], lists),
    op("more", "AddV2", ["body_i", "step"]),
    op("next_i", "NextIteration", ["more"]),
    op("next_list", "NextIteration", ["written"]),
    op("exit", "Exit", ["switch_list:0"]),
    op("y", "TensorListStack", ["exit", "shape"], { ...lists, num_elements: { i: "-1" } }),
  ]);
});
