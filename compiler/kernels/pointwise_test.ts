import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import type { DType } from "../graph.ts";
import { trace, type Traceable } from "../trace.ts";

function traced(fn: Traceable, a: DType, b: DType) {
  return trace(fn, { a: { shape: [2], dtype: a }, b: { shape: [3, 1], dtype: b } });
}

Deno.test("arithmetic computes in the type of tfjs's promotion rules, and broadcasts", () => {
  const product: Traceable = ({ a, b }) => ({ y: tf.mul(a!, b!) });
  const expected = { float32: "float32", int32: "int32", bool: "int32" } as const;
  for (const [dtype, result] of Object.entries(expected)) {
    const { value } = traced(product, dtype as DType, "int32").outputs[0]!;
    assert.deepEqual([value.shape, value.dtype], [[3, 2], result]);
  }
});

Deno.test("arithmetic of truth values that gives 2 or 255 is refused, with a hint", () => {
  for (const op of [tf.add, tf.sub] as const) {
    const fn: Traceable = ({ a, b }) => ({ y: op(a!, b!) });
    assert.throws(() => traced(fn, "bool", "bool"), (error) => {
      assert.ok(error instanceof WeftError);
      assert.match(
        error.message,
        /truth values .*cast them to int32 first.*pointwise_test\.ts:\d+/,
      );
      return true;
    });
    assert.equal(traced(fn, "bool", "int32").outputs[0]!.value.dtype, "int32");
  }
  assert.throws(() => traced(({ a }) => ({ y: tf.neg(a!) }), "bool", "bool"), /truth values/);
});
