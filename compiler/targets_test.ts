import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { decodeModel } from "../onnx/encode.ts";
import { allNodes } from "../onnx/read.ts";
import { compileStep } from "./step.ts";
import { OPSET, opsetsOf, type TargetName, targets } from "./targets.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** The operators of the gradient of a convolution with many filters, and of max pooling. */
function operatorsOf(name: TargetName): Set<string> {
  const filters = tf.variable(tf.ones<tf.Rank.R4>([3, 3, 2, 64]));
  const loss = (x: tf.Tensor) =>
    tf.mean(tf.maxPool(tf.conv2d(x as tf.Tensor4D, filters, 1, "valid"), 2, 2, "valid")).asScalar();
  const step = compileStep(
    ({ x }) => ({ gradient: tf.variableGrads(() => loss(x!)).grads[filters.name]! }),
    { x: { shape: [2, 8, 8, 2], dtype: "float32" } },
    { target: targets[name] },
  );
  filters.dispose();
  return new Set(allNodes(decodeModel(step.stepModel()).graph!).map(({ opType }) => opType));
}

Deno.test("only the target cpu unfolds windows and unpools by indices: GPUs have no fast kernels", () => {
  const [cpu, portable] = [operatorsOf("cpu"), operatorsOf("portable")];
  // Gather copies the windows.
  for (const op of ["MaxUnpool", "Gather"]) assert.ok(cpu.has(op) && !portable.has(op), op);
});

Deno.test("graphs of the targets use ai.onnx alone, and blocked ones ONNX Runtime's own domain", () => {
  for (const target of Object.values(targets)) assert.deepEqual(opsetsOf(target), { "": OPSET });
  const blocked = opsetsOf({ ...targets.cpu, block: 8 });
  assert.deepEqual(blocked, { "": OPSET, "com.microsoft.nchwc": 1 });
});
