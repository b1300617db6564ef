/**
 * Compares the predictions of `onnx/placement/nodes_on_cpu.ts` for whole graphs with the placement
 * of nodes by ONNX Runtime's WebGPU provider.
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { newData, sizeOf } from "../../compiler/graph.ts";
import { compileModel, type CpuNode, NCHW, targets, toPhysical } from "../../compiler/mod.ts";
import { createGenerator } from "../../data/random.ts";
import { classifiers } from "../../models/mod.ts";
import { compileClassifier } from "../../train/classifier/compile.ts";
import type { PlacedNode } from "../../runtime/node_placement.ts";
import { needs } from "../needs.ts";
import { type Feed, profiler } from "./run_profiled.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

const run = await profiler();
const onWebgpu = needs("WebGPU");

const NAME = "lenet-modified";
const BATCH = 2;

const definition = classifiers[NAME]!;
const config = { ...classifiers[NAME]!.recipes.default, seed: 1 };
const { step } = compileClassifier(definition, 10, config, BATCH, targets.webgpu);
const model = compileModel(definition.build({ classes: 10, seed: 1 }), {
  outputs: ["logits", "embedding"],
  layouts: { image: NCHW },
});

const generator = createGenerator(1);

/** Seeded numbers for an input: uniform on [0, 1), or integers below 10. */
function draw(type: "float32" | "int32" | "uint8", shape: readonly number[]): Feed {
  const size = sizeOf(shape);
  const data = type === "uint8" ? new Uint8Array(size) : newData(type, size);
  const isReal = type === "float32";
  return { type, shape, data: data.map(() => isReal ? generator.uniform() : generator.below(10)) };
}

/** The feeds of a Loop of one step. */
function feeds(): Record<string, Feed> {
  const inputs = step.inputs.map(({ name, type, shape }) => [
    name,
    draw(type as "float32", [1, ...shape as number[]]),
  ]);
  const state = step.state.map(({ name, shape, layout, physicalShape, initial }) => [
    name,
    { type: "float32", shape: physicalShape, data: toPhysical(initial, shape, layout) },
  ]);
  return Object.fromEntries([...inputs, ...state]);
}

/**
 * Asserts that all nodes ran on webgpu, except the predicted ones and shape arithmetic.
 */
function assertPlaced(
  nodes: readonly PlacedNode[],
  predicted: readonly CpuNode[],
  shapes: readonly string[] = [],
): void {
  assert.ok(nodes.some(({ provider, op }) => provider === "WebGpu" && op === "Conv"));
  const names = nodes.filter(({ provider }) => provider === "CPU").map(({ name }) => name);
  assert.deepEqual(names.sort(), [...predicted.map(({ name }) => name), ...shapes].sort());
}

Deno.test({
  name: `every node of the exported ${NAME} runs on webgpu, as predicted`,
  ...onWebgpu,
  fn: async () => {
    const nodes = await run(model.encode(), { image: draw("float32", [3, 1, 28, 28]) });
    assert.deepEqual(model.nodesOnCpu("webgpu"), []);
    assertPlaced(nodes, []);
  },
});

Deno.test({
  name: `the predicted nodes of a training step of ${NAME} in a Loop run on the CPU`,
  ...onWebgpu,
  fn: async () => {
    const predicted = step.nodesOnCpu("webgpu", "loopModel");
    assert.deepEqual(predicted.map(({ op, type }) => [op, type]), [
      ["Cast", "int64"], // of ArgMax's result
      ["Loop", "int64"],
    ]);
    assert.deepEqual(step.nodesOnCpu("webgpu"), predicted.slice(0, 1));
    const counting = ["loop:steps", "loop:count", "loop:continue:next"];
    assertPlaced(await run(step.loopModel(), feeds()), predicted, counting);
  },
});
