import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { decodeModel } from "../../onnx/encode.ts";
import { exportOnnx } from "../export.ts";
import { assertClose, onTfjs, runModel } from "../testing/agrees_with_tfjs.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** A tensor with two rows of different numbers between -1 and 1. */
function rows(...shape: number[]) {
  const size = shape.reduce((product, length) => product * length, 2);
  const data = Float32Array.from({ length: size }, (_, i) => Math.sin(2.1 * i + size));
  return { shape: [2, ...shape], dtype: "float32" as const, data };
}

/** A sequence, and the states before its first step. */
const inputs = { x: rows(12, 3), h: rows(4), c: rows(4) };

for (const given of [[], ["h"], ["c"], ["h", "c"]]) {
  Deno.test(`an LSTM reads the initial states [${given}], and has no input for zeros`, async () => {
    const layer = tf.layers.lstm({ units: 4, recurrentActivation: "sigmoid" });
    const fn = (tensors: Record<string, tf.Tensor>) => {
      const initialState = ["h", "c"].map((name) =>
        given.includes(name) ? tensors[name]! : tf.zeros([2, 4])
      );
      return { y: layer.apply(tensors.x!, { initialState } as never) as tf.Tensor };
    };
    const expected = onTfjs(fn, inputs);
    const bytes = exportOnnx({ fn, inputs });
    const { input } = decodeModel(bytes).graph!.node.find(({ opType }) => opType === "LSTM")!;
    assert.deepEqual([!!input[5], !!input[6]], [given.includes("h"), given.includes("c")]);
    assertClose(await runModel(bytes, inputs), expected, 1e-5); // twelve steps in float32
  });
}
