import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { compileModel } from "../../compiler/export.ts";
import { elementType } from "../element_type.ts";
import { nodesOnCpu, predictPlacement } from "./nodes_on_cpu.ts";
import { compileStep } from "../../compiler/step.ts";
import { type AttributeValues, makeNode } from "../make.ts";
import { onnxGraph } from "../testing/onnx_graph.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

Deno.test("an operator without a kernel is named, with the element type", () => {
  const graph = onnxGraph(
    { x: "float32", i: "int32" },
    [
      makeNode("Round", ["x"], ["round"]),
      makeNode("Slice", ["i", "from", "to"], ["slice"]),
      makeNode("Acos", ["round"], ["acos"]),
      makeNode("Add", ["acos", "x"], ["y"]),
    ],
    { y: "float32", slice: "int32" },
    ["from", "to"],
  );
  assert.deepEqual(nodesOnCpu(graph, "webgpu"), [
    { name: "round", op: "Round", type: "float32" },
    { name: "slice", op: "Slice", type: "int32" },
  ]);
  assert.deepEqual(nodesOnCpu(graph, "cuda"), [{ name: "acos", op: "Acos", type: "float32" }]);
});

Deno.test("operators of other domains run on the CPU, also if ai.onnx has their names", () => {
  const graph = onnxGraph({ x: "float32" }, [
    makeNode("Conv", ["x", "x"], ["y"], {}, { domain: "com.microsoft.nchwc" }),
  ], { y: "float32" });
  assert.deepEqual(nodesOnCpu(graph, "cuda"), [
    { name: "y", op: "com.microsoft.nchwc.Conv", type: "float32" },
  ]);
});

Deno.test("cuda declines asymmetric pads of ConvTranspose, webgpu a cast to doubles", () => {
  const padded = (...pads: number[]) =>
    nodesOnCpu(
      onnxGraph({ x: "float32" }, [
        makeNode("ConvTranspose", ["x", "x"], ["y"], { pads: { ints: pads } }),
      ], { y: "float32" }),
      "cuda",
    ).length;
  assert.deepEqual([padded(), padded(1, 1), padded(0, 1, 0, 1), padded(1, 2, 1, 2)], [0, 0, 0, 0]);
  assert.deepEqual([padded(0, 1), padded(0, 1, 1, 0), padded(0, 0, 1, 1)], [1, 1, 1]);
  const cast = (to: number) =>
    nodesOnCpu(
      onnxGraph({ x: "float32" }, [makeNode("Cast", ["x"], ["y"], { to: { i: to } })], {}),
      "webgpu",
    ).length;
  assert.deepEqual([cast(elementType.int64), cast(elementType.float64)], [0, 1]);
});

Deno.test("an Identity that names a result is not counted, others are", () => {
  const graph = onnxGraph({ x: "bool" }, [
    makeNode("Identity", ["x"], ["copy"]),
    makeNode("Not", ["copy"], ["not"]),
    makeNode("Identity", ["not"], ["y"]),
  ], { y: "bool" });
  assert.deepEqual(nodesOnCpu(graph, "webgpu"), [{ name: "copy", op: "Identity", type: "bool" }]);
});

Deno.test("a compiled model lists nodes on the CPU without shape arithmetic", () => {
  const compiled = compileModel({
    fn: ({ x }) => ({ y: tf.add(tf.round(x!), tf.broadcastTo(tf.sum(x!, 0, true), x!.shape)) }),
    inputs: { x: { shape: [null, 2], dtype: "float32" } },
  });
  // The graph computes the shape to broadcast to in int64.
  assert.match(new TextDecoder().decode(compiled.encode()), /batch\/length.*Mul.*Add.*Tile/s);
  assert.deepEqual(compiled.nodesOnCpu("cuda"), []);
  assert.deepEqual(compiled.nodesOnCpu("webgpu"), [
    { name: "Round", op: "Round", type: "float32" },
  ]);
});

Deno.test("a compiled step lists nodes on the CPU; on webgpu its Loop is one more", () => {
  const weight = tf.variable(tf.scalar(3), true, "placed");
  const step = compileStep(({ rate }) => {
    weight.assign(tf.round(tf.mul(weight, rate!)));
    return { loss: tf.scalar(0) };
  }, { rate: { shape: [], dtype: "float32" } });
  const names = (...[provider, file]: Parameters<typeof step.nodesOnCpu>) =>
    step.nodesOnCpu(provider, file).map(({ name, op }) => `${name} ${op}`);
  assert.deepEqual(names("webgpu"), ["Round Round"]);
  assert.deepEqual(names("webgpu", "loopModel"), ["Round Round", "placed:next Loop"]);
  assert.deepEqual(names("cuda", "loopModel"), []);
  weight.dispose();
});

Deno.test("an operator or a type without an entry in the table is unknown, not on the CPU", () => {
  const graph = onnxGraph({ x: "float32" }, [
    makeNode("Mystery", ["x"], ["mystery"], {}, { domain: "my.own" }),
    makeNode("Neg", ["mystery"], ["negated"]),
    makeNode("Cast", ["x"], ["half"], { to: { i: 10 } }),
    makeNode("Relu", ["half"], ["relu"]),
    makeNode("Selu", ["half"], ["selu"]),
  ], {});
  assert.deepEqual(predictPlacement(graph, "webgpu"), {
    // No type of Selu has a kernel.
    onCpu: [{ name: "selu", op: "Selu", type: "float16" }],
    unknown: [
      { name: "mystery", op: "my.own.Mystery", type: "float32" },
      { name: "negated", op: "Neg", type: "unknown" },
      { name: "relu", op: "Relu", type: "float16" },
    ],
    failing: [],
  });
});

Deno.test("cuda declines recurrent layers that cuDNN does not have", () => {
  const onCpu = (
    op: string,
    attributes: AttributeValues = {},
    provider: "cuda" | "webgpu" = "cuda",
    operands = 3,
  ) => {
    const inputs = Array<string>(operands).fill("x");
    const graph = onnxGraph({ x: "float32" }, [makeNode(op, inputs, ["y"], attributes)], {});
    return predictPlacement(graph, provider).onCpu.length === 1;
  };
  const relu = { activations: { strings: ["Relu"] } };
  const tanh = { activations: { strings: ["Sigmoid", "Tanh", "Tanh"] } };
  const scaled = { activation_alpha: { floats: [0.2] } };
  assert.deepEqual(["LSTM", "GRU", "RNN"].map((op) => onCpu(op)), [false, false, false]);
  assert.deepEqual(["LSTM", "GRU", "RNN"].map((op) => onCpu(op, scaled)), [true, true, true]);
  assert.deepEqual([onCpu("RNN", relu), onCpu("LSTM", tanh)], [true, false]);
  assert.ok(onCpu("GRU", { linear_before_reset: { i: 0 } }));
  assert.ok(onCpu("LSTM", {}, "cuda", 8));
  assert.deepEqual([onCpu("LSTM", {}, "webgpu"), onCpu("RNN", {}, "webgpu")], [false, true]);
});
