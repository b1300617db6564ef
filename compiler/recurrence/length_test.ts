import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { decodeModel } from "../../onnx/encode.ts";
import { allNodes } from "../../onnx/read.ts";
import { compileModel } from "../export.ts";
import { registerResetAfterGRU, ResetAfterGRU } from "../saved/keras3/reset_after_gru.ts";

tf.enableProdMode();
await tf.setBackend("cpu");
registerResetAfterGRU();

const stack = (...layers: tf.layers.Layer[]) => tf.sequential({ layers });
const { bidirectional, convLstm2d, dense, embedding, gru, lstm, masking, simpleRNN } = tf.layers;

/** Recurrent models of a number of steps. */
const models: Readonly<Record<string, (steps: number) => tf.LayersModel>> = {
  "two LSTMs": (steps) =>
    stack(lstm({ units: 4, returnSequences: true, inputShape: [steps, 3] }), lstm({ units: 3 })),
  "a GRU that goes backwards": (steps) =>
    stack(gru({ units: 4, goBackwards: true, returnSequences: true, inputShape: [steps, 3] })),
  "a GRU of Keras 3": (steps) => {
    const gates = { activation: "tanh", recurrentActivation: "sigmoid", useBias: true };
    const args = { units: 4, ...gates, inputShape: [steps, 3] };
    return stack(new ResetAfterGRU(args as ConstructorParameters<typeof ResetAfterGRU>[0]));
  },
  "a SimpleRNN": (steps) => stack(simpleRNN({ units: 4, inputShape: [steps, 3] })),
  "a bidirectional LSTM": (steps) =>
    stack(
      bidirectional(
        {
          layer: lstm({ units: 4, returnSequences: true }) as tf.RNN,
          ...{ mergeMode: "concat", inputShape: [steps, 3] },
        } as Parameters<typeof bidirectional>[0],
      ),
    ),
  "an embedding with a mask": (steps) =>
    stack(
      embedding({ inputDim: 5, outputDim: 3, maskZero: true, inputLength: steps }),
      lstm({ units: 4 }),
      dense({ units: 2 }),
    ),
  "a masking layer": (steps) =>
    stack(masking({ maskValue: 0, inputShape: [steps, 3] }), gru({ units: 4 })),
  "a stateful LSTM": (steps) =>
    stack(lstm({ units: 4, stateful: true, batchInputShape: [2, steps, 3] })),
  "a stack of cells": (steps) =>
    stack(
      tf.layers.rnn(
        {
          cell: [tf.layers.lstmCell({ units: 3 }), tf.layers.gruCell({ units: 2 })],
          inputShape: [steps, 3],
        } as Parameters<typeof tf.layers.rnn>[0],
      ),
    ),
  "a ConvLSTM2D": (steps) =>
    stack(convLstm2d({ filters: 2, kernelSize: 2, inputShape: [steps, 4, 4, 1] })),
};

/** Nodes and bytes of the file of a model. */
function sizeOf(model: tf.LayersModel): { nodes: number; bytes: number } {
  const bytes = compileModel(model).encode();
  model.dispose();
  return { nodes: allNodes(decodeModel(bytes).graph!).length, bytes: bytes.length };
}

Deno.test("a recurrence of 16 steps is a Scan, and one of fewer is unrolled", () => {
  const opsOf = (steps: number) => {
    const bytes = compileModel(models["a ConvLSTM2D"]!(steps)).encode();
    return decodeModel(bytes).graph!.node.map(({ opType }) => opType);
  };
  assert.deepEqual([15, 16].map((steps) => opsOf(steps).includes("Scan")), [false, true]);
  assert.ok(opsOf(15).filter((op) => op === "Conv").length >= 15);
});

for (const [name, build] of Object.entries(models)) {
  Deno.test(`the file of ${name} does not grow with the number of steps`, () => {
    const [short, long] = [sizeOf(build(100)), sizeOf(build(400))];
    assert.equal(long.nodes, short.nodes);
    // Names of layers and lengths have a digit more or less.
    assert.ok(Math.abs(long.bytes - short.bytes) < 200, `${short.bytes} and ${long.bytes} bytes`);
  });
}
