import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { op } from "../testing/graph_def.ts";
import { Interpreter } from "./interpreter.ts";
import type { GraphNode } from "./topology.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** Runs nodes from a number x, and counts the runs of each. */
function run(nodes: readonly GraphNode[], references: readonly string[]) {
  const runs: Record<string, number> = {};
  const onNode = ({ name }: GraphNode) => void (runs[name] = (runs[name] ?? 0) + 1);
  const library = { weights: {}, functions: new Map(), prepared: new Map(), onNode };
  const all = [op("x", "Placeholder", []), ...nodes];
  const interpreter = new Interpreter(new Map(all.map((node) => [node.name, node])), library);
  const results = interpreter.run({ x: tf.tensor1d([3, 4]) }, references);
  return { runs, results: results.map((slot) => [...(slot as tf.Tensor).dataSync()]) };
}

Deno.test("a node runs once, also when it reads another one twice, or several are ready", () => {
  const nodes = [
    op("double", "AddV2", ["x", "x"]),
    op("square", "Mul", ["double", "double"]),
    op("sum", "AddV2", ["square", "double"]),
  ];
  const { runs, results } = run(nodes, ["sum", "square", "x"]);
  assert.deepEqual(runs, { x: 1, double: 1, square: 1, sum: 1 });
  assert.deepEqual(results, [[42, 72], [36, 64], [3, 4]]);
});

Deno.test("only what the results need is run, in front of control inputs", () => {
  const nodes = [
    op("first", "Neg", ["x"]),
    op("other", "Exp", ["x"]),
    op("y", "Square", ["x", "^first"]),
  ];
  assert.deepEqual(run(nodes, ["y"]).runs, { x: 1, first: 1, y: 1 });
  assert.deepEqual(run(nodes, ["other"]).runs, { x: 1, other: 1 });
});

Deno.test("an output has its number, and one of a branch that is left out is named", () => {
  const parts = op("parts", "Unpack", ["x"], { num: { i: 2 }, axis: { i: 0 } });
  assert.deepEqual(run([parts], ["parts:1", "parts"]).results, [[4], [3]]);
  const branch = [op("branch", "Switch", ["x", "x"]), op("y", "Neg", ["branch"])];
  assert.deepEqual(run(branch, ["branch:1"]).results, [[3, 4]]);
  assert.throws(() => run(branch, ["y"]), {
    message: "'y' gets no value: the branch of a condition leaves it out",
  });
});

Deno.test("an Exit outside of a loop passes its input on", () => {
  const nodes = [op("left", "Exit", ["x"]), op("y", "Neg", ["left"])];
  assert.deepEqual(run(nodes, ["y", "left"]).results, [[-3, -4], [3, 4]]);
});
