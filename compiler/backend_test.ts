import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { TracingBackend, tracingBackend } from "./backend.ts";
import { trace } from "./trace.ts";

await tf.setBackend("cpu");

/** A backend with a scalar constant, an input, and a result that is not known. */
function example() {
  const backend = new TracingBackend();
  const constant = backend.insert({ shape: [2], dtype: "int32", fill: 3 });
  const input = backend.insert({ shape: [2], dtype: "float32", input: "x" });
  return { backend, constant, input };
}

Deno.test("the backend tells tfjs that it has float32 and no clock, and keeps no count of bytes", () => {
  const backend = tracingBackend();
  assert.equal(backend, tracingBackend());
  assert.deepEqual(backend.memory(), { unreliable: true });
  assert.deepEqual(
    [backend.epsilon(), backend.floatPrecision(), backend.timerAvailable()],
    [1e-7, 32, false],
  );
});

Deno.test("a handle lives until its last reference is disposed of", () => {
  const { backend, constant, input } = example();
  assert.deepEqual([backend.numDataIds(), backend.refCount(constant)], [2, 1]);
  backend.incRef(constant);
  assert.equal(backend.refCount(constant), 2);
  assert.equal(backend.disposeData(constant), false);
  assert.deepEqual([...backend.readSync(constant)], [3, 3]);
  assert.equal(backend.disposeData(constant), true);
  assert.deepEqual([backend.numDataIds(), backend.refCount(constant)], [1, 0]);
  assert.equal(backend.disposeData(constant), true, "it is gone already");
  backend.incRef(input);
  assert.equal(backend.disposeData(input, true), true, "by force");
  assert.equal(backend.numDataIds(), 0);
});

Deno.test("only what the compiled graph computes is symbolic, and cannot be read", async () => {
  const { backend, constant, input } = example();
  assert.deepEqual([constant, input, {}].map((id) => backend.isSymbolic(id)), [false, true, false]);
  assert.deepEqual([...await backend.read(constant)], [3, 3]);
  await assert.rejects(backend.read(input), /while tracing: the input 'x', of shape \[2\], has no/);
  backend.dispose();
  assert.equal(backend.numDataIds(), 0);
});

Deno.test("numbers that are all the same are one number, others are copied", () => {
  const backend = new TracingBackend();
  const valueOf = (data: tf.BackendValues, shape: number[], dtype: tf.DataType) =>
    backend.value(backend.write(data, shape, dtype));
  assert.deepEqual(valueOf(Float32Array.of(2, 2), [2], "float32"), {
    ...{ shape: [2], dtype: "float32", fill: 2 },
  });
  const data = Int32Array.of(1, 2);
  const { data: own } = valueOf(data, [2], "int32");
  assert.deepEqual(own, data);
  assert.notEqual(own, data);
  assert.deepEqual(valueOf([], [0], "bool").data, new Uint8Array(0));
});

Deno.test("moved numbers have the references that they had", () => {
  const backend = new TracingBackend();
  const id = {};
  backend.move(id, Float32Array.of(1, 2), [2], "float32", 4);
  assert.equal(backend.refCount(id), 4);
});

Deno.test("a tensor of another backend is read, and stays there", () => {
  const outside = tf.tensor1d([1, 2]);
  const backend = new TracingBackend();
  const value = backend.value(outside.dataId);
  assert.deepEqual(value, { shape: [2], dtype: "float32", data: Float32Array.of(1, 2) });
  assert.equal(backend.value(outside.dataId), value);
  assert.equal(backend.numDataIds(), 0);
  assert.deepEqual([...outside.dataSync()], [1, 2]);
  outside.dispose();
});

Deno.test("a node has its layer, its place, and whether a gradient flows through it", () => {
  const nodes: [kernel: string, taped: boolean | undefined, scope: string][] = [];
  const graph = trace(({ x }) => {
    const plain = tf.neg(x!);
    const { value } = tf.valueAndGrad((y: tf.Tensor) => tf.sum(tf.square(y)))(plain);
    return { value };
  }, { x: { shape: [3], dtype: "float32" } });
  for (const { kernel, taped, scope, site } of graph.nodes) {
    nodes.push([kernel, taped, scope]);
    assert.match(site.stack!, /backend_test\.ts/);
  }
  assert.deepEqual(nodes, [["Neg", false, ""], ["Square", true, ""], ["Sum", true, ""]]);
});
