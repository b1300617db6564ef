/**
 * Compares the predictions of `onnx/placement/nodes_on_cpu.ts` for single nodes with the placement
 * by ONNX Runtime's WebGPU provider.
 */

import assert from "node:assert/strict";
import { nodesOnCpu, predictPlacement } from "../../onnx/placement/nodes_on_cpu.ts";
import { webgpuOperators } from "../../onnx/placement/providers/webgpu_operators.ts";
import { type ElementType, elementType } from "../../onnx/element_type.ts";
import { needs } from "../needs.ts";
import { recurrent } from "./calls.ts";
import { type Call, call, constant, ints, list, tensor } from "./operands.ts";
import { graphOf, probe, runsOnGpu, TYPES } from "./probe.ts";
import { profiler } from "./run_profiled.ts";

const run = await profiler();
const onWebgpu = needs("WebGPU");

Deno.test({
  name: "the table of webgpu's operators agrees with ONNX Runtime",
  ...onWebgpu,
  fn: async () => assert.deepEqual(await probe(run), webgpuOperators),
});

const IMAGE = [1, 2, 4, 4];
const window = { kernel_shape: list(2, 2) };

/** Calls whose attributes, operands or shapes differ from the calls of the table. */
const VARIANTS: Readonly<Record<string, (t: ElementType) => Call>> = {
  ...Object.fromEntries(
    TYPES.map((to) => [
      `Cast to ${to}`,
      (t: ElementType) => call("Cast", [tensor(t, [3])], { to: { i: elementType[to] } }, [[to, 1]]),
    ]),
  ),
  "AveragePool of volumes": (t) =>
    call("AveragePool", [tensor(t, [1, 2, 3, 3, 3])], { kernel_shape: list(2, 2, 2) }),
  "AveragePool padded": (t) =>
    call("AveragePool", [tensor(t, IMAGE)], { ...window, pads: list(0, 1, 1, 0) }),
  "BatchNormalization of vectors": (t) =>
    call("BatchNormalization", [tensor(t, [3, 2]), ...Array(4).fill(tensor(t, [2]))]),
  "Conv by groups": (t) =>
    call("Conv", [tensor(t, IMAGE), tensor(t, [4, 1, 3, 3])], { group: { i: 2 } }),
  "Conv of signals": (t) => call("Conv", [tensor(t, [1, 2, 4]), tensor(t, [2, 2, 3])]),
  "Conv of volumes": (t) => call("Conv", [tensor(t, [1, 2, 3, 3, 3]), tensor(t, [2, 2, 2, 2, 2])]),
  "Conv padded unevenly": (t) =>
    call("Conv", [tensor(t, IMAGE), tensor(t, [2, 2, 3, 3])], { pads: list(0, 1, 1, 0) }),
  "ConvTranspose by groups": (t) =>
    call("ConvTranspose", [tensor(t, IMAGE), tensor(t, [2, 1, 3, 3])], { group: { i: 2 } }),
  "ConvTranspose padded unevenly": (t) =>
    call("ConvTranspose", [tensor(t, IMAGE), tensor(t, [2, 2, 3, 3])], { pads: list(0, 1, 1, 0) }),
  "CumSum from the end": (t) =>
    call("CumSum", [tensor(t, [3]), constant("int64", [], [0])], {
      exclusive: { i: 1 },
      reverse: { i: 1 },
    }),
  "Gather by int64": (t) => call("Gather", [tensor(t, [3]), tensor("int64", [2], [1, 0])]),
  "GatherElements by int64": (t) =>
    call("GatherElements", [tensor(t, [3]), tensor("int64", [2], [1, 0])]),
  "GatherND by batch": (t) =>
    call("GatherND", [tensor(t, [2, 3]), tensor("int64", [2, 1], [1, 2])], {
      batch_dims: { i: 1 },
    }, [[t, 1]]),
  "MatMul by batch": (t) => call("MatMul", [tensor(t, [2, 2, 3]), tensor(t, [3, 2])]),
  "MaxPool of volumes": (t) =>
    call("MaxPool", [tensor(t, [1, 2, 3, 3, 3])], { kernel_shape: list(2, 2, 2) }),
  "MaxPool rounded up": (t) =>
    call("MaxPool", [tensor(t, IMAGE)], { ...window, strides: list(3, 3), ceil_mode: { i: 1 } }),
  "LSTM from the end": recurrent("LSTM", 4, { direction: { s: "reverse" } }),
  "LSTM with a clip": recurrent("LSTM", 4, { clip: { f: 3 } }),
  "GRU with its reset behind": recurrent("GRU", 3, { linear_before_reset: { i: 1 } }),
  "OneHot by int32": (t) =>
    call(
      "OneHot",
      [tensor("int32", [2], [1, 0]), constant("int32", [], [3]), tensor(t, [2], [0, 1])],
      {},
      [[t, 2]],
    ),
  "Pad by reflection": (t) =>
    call("Pad", [tensor(t, [2, 3]), ints(0, 1, 1, 0)], { mode: { s: "reflect" } }),
  "Resize by lines": (t) =>
    call("Resize", [
      tensor(t, IMAGE),
      constant("float32", [0], []),
      constant("float32", [4], [1, 1, 2, 2]),
    ], { mode: { s: "linear" } }),
  "ScatterElements by int64": (t) =>
    call("ScatterElements", [tensor(t, [3]), tensor("int64", [2], [1, 0]), tensor(t, [2])]),
  ...Object.fromEntries(
    ["add", "mul"].flatMap((reduction) => [
      [
        `ScatterElements: ${reduction}`,
        (t: ElementType) =>
          call("ScatterElements", [tensor(t, [3]), tensor("int64", [2], [1, 1]), tensor(t, [2])], {
            reduction: { s: reduction },
          }),
      ],
      [
        `ScatterND: ${reduction}`,
        (t: ElementType) =>
          call("ScatterND", [tensor(t, [3]), tensor("int64", [2, 1], [1, 1]), tensor(t, [2])], {
            reduction: { s: reduction },
          }),
      ],
    ]),
  ),
};

Deno.test({
  name: "on webgpu, operator and element type alone decide where a node runs",
  ...onWebgpu,
  fn: async () => {
    const found: Record<string, boolean> = {};
    const predicted: Record<string, boolean> = {};
    for (const [name, make] of Object.entries(VARIANTS)) {
      for (const type of ["float32", "int32", "int64", "bool"] as const) {
        const onGpu = await runsOnGpu(make(type), run);
        if (onGpu === undefined) continue;
        found[`${name} of ${type}`] = onGpu;
        predicted[`${name} of ${type}`] = nodesOnCpu(graphOf(make(type)), "webgpu").length === 0;
      }
    }
    assert.ok(Object.keys(found).length > 50);
    assert.deepEqual(predicted, found);
  },
});

Deno.test({
  name: "on webgpu, a recurrent layer runs with three activations and ends in an error with others",
  ...onWebgpu,
  fn: async () => {
    for (const [op, gates] of [["LSTM", 4], ["GRU", 3]] as const) {
      for (const activation of ["Relu", "Sigmoid", "Tanh", "HardSigmoid", "Affine", "Softsign"]) {
        const layer = recurrent(op, gates, {
          activations: { strings: Array<string>(gates - 1).fill(activation) },
        })("float32");
        const runs = await runsOnGpu(layer, run) !== undefined;
        const { failing } = predictPlacement(graphOf(layer), "webgpu");
        assert.equal(failing.length === 0, runs, `${op} with ${activation}`);
      }
    }
  },
});
