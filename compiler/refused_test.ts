import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { kernels } from "./kernels/mod.ts";
import { REFUSED } from "./refused.ts";
import { trace } from "./trace.ts";

Deno.test("every refused name is a kernel or a type of tfjs without a lowering", () => {
  const known = new Set([
    ...Object.values(tf).filter((value) => typeof value === "string"),
    "string",
    "complex64",
  ]);
  for (const name of Object.keys(REFUSED)) {
    assert.ok(known.has(name), `${name} is known to tfjs`);
    assert.ok(!(name in kernels), `${name} has no lowering`);
  }
});

/** Functions that cannot be compiled, and the error message of each. */
const refused: Readonly<Record<string, [fn: (x: tf.Tensor1D) => tf.Tensor, message: RegExp]>> = {
  "a shape that depends on data": [
    (x) => tf.unique(x).values,
    /kernel Unique: the shape of its result depends on data \(called by tf\.unique at .*refused_test\.ts:\d+/,
  ],
  "complex numbers": [
    (x) => tf.real(tf.fft(tf.complex(x, x))),
    /kernel Complex: ONNX has no complex numbers \(called by tf\.complex at .*refused_test\.ts:\d+/,
  ],
  "texts": [
    (x) => tf.add(x, tf.cast(tf.equal(tf.tensor1d(["a"]), tf.tensor1d(["b"])), "float32")),
    /tensor of type string: a compiled graph computes with numbers .*refused_test\.ts:\d+/,
  ],
  "a whole number beyond int32": [
    (x) => tf.add(x, tf.cast(tf.fill([4], 3e9, "int32"), "float32")),
    /number 3000000000 as int32: it is beyond .*at .*refused_test\.ts:\d+/,
  ],
  "padding with a whole number beyond int32": [
    (x) => tf.pad(tf.cast(x, "int32"), [[1, 1]], -3e9),
    /number -3000000000 as int32: it is beyond .*tf\.pad at .*refused_test\.ts:\d+/,
  ],
  "random draws of classes": [
    (x) => tf.multinomial(x, 2, 1),
    /kernel Multinomial: JavaScript would draw .*refused_test\.ts:\d+/,
  ],
};

for (const [what, [fn, message]] of Object.entries(refused)) {
  Deno.test(`${what} in a traced function is refused with the reason, the line and a hint`, () => {
    assert.throws(
      () =>
        trace(({ x }) => ({ y: fn(x as tf.Tensor1D) }), { x: { shape: [4], dtype: "float32" } }),
      (error: unknown) => {
        assert.ok(error instanceof WeftError);
        assert.match(error.message, message);
        assert.notEqual(error.hint, "");
        return true;
      },
    );
  });
}
