import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { einsum } from "./einsum.ts";

await tf.setBackend("cpu");

const cases: [equation: string, left: number[], right: number[]][] = [
  ["bij,bjk->bik", [2, 3, 4], [2, 4, 5]],
  ["abcd,ce->abed", [2, 3, 4, 2], [4, 5]],
  ["ij,jk->ki", [3, 4], [4, 2]],
];

Deno.test("einsum by a product of matrices is tfjs's einsum", () => {
  for (const [equation, left, right] of cases) {
    const [a, b] = [left, right].map((shape, i) => tf.randomNormal(shape, 0, 1, "float32", i));
    const wanted = tf.einsum(equation, a!, b!);
    const inputs = { 0: a!, 1: b! } as unknown as tf.NamedTensorInfoMap;
    const found = einsum({ inputs, attrs: { equation }, backend: {} }) as tf.Tensor;
    assert.deepEqual(found.shape, wanted.shape, equation);
    const difference = tf.max(tf.abs(tf.sub(found, wanted))).dataSync()[0]!;
    assert.ok(difference < 1e-5, `${equation}: ${difference}`);
  }
});
