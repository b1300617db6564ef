import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../error.ts";
import { exportOnnx } from "./export.ts";
import { compileStep } from "./step.ts";
import { assertClose, runModel } from "./testing/agrees_with_tfjs.ts";
import { type InputTypes, trace, type Traceable } from "./trace.ts";

const types: InputTypes = { x: { shape: [2, 3], dtype: "float32" } };

/** The state of tfjs and JavaScript that a trace changes temporarily. */
function surroundings() {
  const engine = tf.engine() as unknown as {
    registeredVariables: Record<string, tf.Variable>;
    makeVariable: unknown;
    state: { gradientDepth: number; kernelDepth: number; scopeStack: unknown[] };
  };
  const { gradientDepth, kernelDepth, scopeStack } = engine.state;
  return {
    backend: tf.getBackend(),
    tensors: tf.memory().numTensors,
    data: tf.findBackend("cpu")!.numDataIds(),
    variables: Object.entries(engine.registeredVariables).map(([name, variable]) => [
      name,
      variable.dataId,
      ...variable.dataSync(),
    ]),
    gradient: tf.getGradient("FusedBatchNorm"),
    makeVariable: engine.makeVariable,
    random: Math.random,
    stackTraceLimit: Error.stackTraceLimit,
    apply: tf.layers.Layer.prototype.apply,
    gradientDepth,
    kernelDepth,
    scopes: scopeStack.length,
  };
}

/** Asserts that tracing `fn` is refused with `message`, and changes nothing. */
function assertRefused(fn: Traceable, message: RegExp, inputs: InputTypes = types): WeftError {
  const before = surroundings();
  let caught: unknown;
  try {
    trace(fn, inputs);
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof WeftError, `${caught}`);
  assert.equal(caught.code, "compiler");
  assert.match(caught.message, message);
  assert.ok(caught.hint.length > 0);
  assert.deepEqual(surroundings(), before);
  return caught;
}

const weight = tf.variable(tf.tensor1d([1, 2, 3]), true, "weight");
tf.variable(tf.scalar(7), false, "bystander");

/** The number of the line that is `offset` lines after the call. */
function line(offset = 0): number {
  return Number(/_test\.ts:(\d+)/.exec(new Error().stack!.split("\n")[2]!)![1]) + offset;
}

Deno.test("the error for a kernel without a lowering has the op, the line and a hint", () => {
  const expected = line(2);
  assertRefused(
    ({ x }) => ({ y: tf.unique(x!, 1).values }),
    new RegExp(`kernel Unique.*tf\\.unique at file:.*compiler/trace_test\\.ts:${expected}:`),
  );
});

Deno.test("the error for a kernel in a gradient names the line that computes the gradient", () => {
  const identity = tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy) => tf.unique(dy, 1).values,
  }));
  assertRefused(
    ({ x }) => ({ y: tf.grad((x) => identity(x))(x!) }),
    /kernel Unique.*trace_test\.ts:\d+/,
  );
});

/** A layer with a kernel that no graph can compute. */
class Distinct extends tf.layers.Layer {
  static readonly className = "Distinct";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.unique([inputs].flat()[0]!, 1).values;
  }
}

Deno.test("the error for a kernel in a layer names the layer", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [3] }),
      new Distinct({ name: "middle" }),
    ],
  });
  assertRefused(
    ({ x }) => ({ y: model.apply(x!) as tf.Tensor }),
    /kernel Unique in layer 'middle'/,
  );
  model.dispose();
});

Deno.test("reading a tensor is refused, and the error names the tensor and the line", () => {
  assertRefused(
    ({ x }) => ({ y: tf.mul(x!, tf.exp(x!).dataSync()[0]!) }),
    /the result of Exp, of shape \[2,3\].*trace_test\.ts:\d+/,
  );
  assertRefused(({ x }) => ({ y: tf.mul(x!, x!.arraySync() as number[][]) }), /the input 'x'/);
  assertRefused(() => ({ y: tf.scalar(weight.dataSync()[0]!) }), /the input 'weight'/);
});

Deno.test("reading a constant is allowed", () => {
  const { outputs } = trace(() => ({ y: tf.scalar(tf.tensor1d([3, 4]).sum().dataSync()[0]!) }), {});
  assert.equal(outputs[0]!.value.fill, 7);
});

Deno.test("a function that is not synchronous is refused", async () => {
  const later = async ({ x }: Record<string, tf.Tensor>) => {
    await Promise.resolve();
    return { y: tf.exp(x!) };
  };
  assertRefused(later as unknown as Traceable, /returned a promise/);
  // The error of the function after its first await must not become an unhandled rejection.
  const reading = async ({ x }: Record<string, tf.Tensor>) => ({ y: tf.tensor(await x!.data()) });
  assertRefused(reading as unknown as Traceable, /returned a promise/);
  await new Promise((resolve) => setTimeout(resolve, 0));
});

Deno.test("results other than a record of tensors are refused", () => {
  const traced = (result: (x: tf.Tensor) => unknown) =>
    (({ x }: Record<string, tf.Tensor>) => result(x!)) as unknown as Traceable;
  assertRefused(traced((x) => x), /returned a tensor/);
  assertRefused(traced((x) => [x, x]), /returned a list/);
  assertRefused(traced(() => undefined), /returned undefined/);
  assertRefused(traced(() => 3), /returned a number/);
  assertRefused(traced((x) => ({ y: x, loss: 3 })), /result 'loss' is not a tensor/);
  assertRefused(traced(() => ({ y: null })), /result 'y' is not a tensor/);
});

Deno.test("tensors of strings and complex numbers are refused", () => {
  assertRefused(
    ({ x }) => ({ y: tf.concat([x!, tf.tensor1d(["a", "b"]) as unknown as tf.Tensor]) }),
    /tensor of type string.*trace_test\.ts:\d+/,
  );
  assertRefused(({ x }) => ({ y: tf.real(tf.complex(x!, x!)) }), /kernel Complex/);
});

Deno.test("a variable whose first value depends on an input is refused", () => {
  assertRefused(({ x }) => ({ y: tf.variable(tf.exp(x!)) }), /variable whose initial value/);
});

Deno.test("an error of the traced function is passed on and changes nothing", () => {
  const before = surroundings();
  const fail: Traceable = ({ x }) => {
    weight.assign(tf.mul(weight, 2));
    tf.grad((x) => {
      tf.tidy(() => {
        throw new RangeError("mine");
      });
      return x;
    })(x!);
    return {};
  };
  assert.throws(() => trace(fail, types), new RangeError("mine"));
  assert.deepEqual(surroundings(), before);
});

Deno.test("a trace leaves no tensors and changes neither the backend nor variables", () => {
  const update: Traceable = ({ x }) => {
    const { value, grads } = tf.variableGrads(() => tf.sum(tf.mul(x!, weight)).asScalar(), [
      weight,
    ]);
    weight.assign(tf.sub(weight, grads.weight!));
    return { loss: value, kept: tf.keep(tf.exp(x!)) };
  };
  trace(update, types);
  const before = surroundings();
  trace(update, types);
  assert.deepEqual(surroundings(), before);
  tf.tidy(() => {
    trace(update, types);
  });
  assert.deepEqual(surroundings(), before);
  assert.deepEqual([...weight.dataSync()], [1, 2, 3]);
});

Deno.test("variables that are made while tracing have names by their order", () => {
  const optimizer = tf.train.momentum(0.1, 0.9);
  const { state } = trace(({ x }) => {
    const own = tf.variable(tf.zeros([3]), true, "own");
    const cost = () => tf.sum(tf.mul(tf.add(weight, own), x!)) as tf.Scalar;
    return { loss: optimizer.minimize(cost, true, [weight, own])! };
  }, types);
  assert.deepEqual(state.map(({ name }) => name), ["weight", "own", "slot_0", "slot_1"]);
  optimizer.dispose();
  tf.engine().registeredVariables["own"]?.dispose();
});

Deno.test("only variables that are read or assigned become state, in their order", () => {
  const other = tf.variable(tf.tensor1d([4, 5, 6]), false, "other");
  const { state } = trace(({ x }) => {
    other.assign(tf.mean(x!, 0) as tf.Tensor1D);
    return { y: tf.mul(x!, weight) };
  }, types);
  assert.deepEqual(
    state.map(({ name, initial, trainable }) => ({ name, initial: [...initial], trainable })),
    [
      { name: "weight", initial: [1, 2, 3], trainable: true },
      { name: "other", initial: [4, 5, 6], trainable: false },
    ],
  );
  assert.equal(state[0]!.after, state[0]!.before);
  assert.notEqual(state[1]!.after, state[1]!.before);
  other.dispose();
});

Deno.test("a tensor made before the trace is a constant", async () => {
  const [constant, scalar] = [tf.tensor1d([1, 2, 3]), tf.scalar(2)];
  const bytes = exportOnnx({
    fn: ({ x }) => ({ y: tf.mul(tf.add(x!, constant), scalar) }),
    inputs: { x: { shape: [1, 3], dtype: "float32" } },
  }, { batchSize: 1 });
  const x = { shape: [1, 3], dtype: "float32", data: Float32Array.of(0, 0, 1) } as const;
  const y = { ...x, data: Float32Array.of(2, 4, 8) };
  assertClose(await runModel(bytes, { x }), { y });
  // The trace has moved their numbers to its own backend, from which tfjs must read them.
  assert.deepEqual([...constant.dataSync()], [1, 2, 3]);
  assert.deepEqual([...tf.add(constant, scalar).dataSync()], [3, 4, 5]);
  tf.dispose([constant, scalar]);
});

Deno.test("a tensor made before the trace outlives a clone and a cast of it", async () => {
  const index = tf.tensor1d([2, 0], "int32");
  const bytes = exportOnnx({
    fn: ({ x }) => {
      // A graph model disposes the cast of an index as soon as the gather has read it.
      tf.cast(index, "int32").dispose();
      tf.clone(index).dispose();
      return { y: tf.gather(x!, index, 1) };
    },
    inputs: { x: { shape: [1, 3], dtype: "float32" } },
  }, { batchSize: 1 });
  const x = { shape: [1, 3], dtype: "float32", data: Float32Array.of(1, 2, 3) } as const;
  const y = { shape: [1, 2], dtype: "float32", data: Float32Array.of(3, 1) } as const;
  assertClose(await runModel(bytes, { x }), { y });
  assert.deepEqual([...index.dataSync()], [2, 0]);
  index.dispose();
});

Deno.test("inputs, outputs and variables with one name are refused", () => {
  const compile = (fn: Traceable) => () => compileStep(fn, types);
  const named = (what: string, name: string) => (error: unknown) =>
    error instanceof WeftError && error.message.includes(`the ${what} '${name}' has the name`);
  assert.throws(compile(({ x }) => ({ x: tf.exp(x!) })), named("output", "x"));
  assert.throws(compile(({ x }) => ({ weight: tf.mul(x!, weight) })), named("output", "weight"));
  const double = tf.variable(tf.scalar(1), true, "x");
  assert.throws(compile(({ x }) => ({ y: tf.mul(x!, double) })), named("variable", "x"));
  double.dispose();
});

Deno.test("outputs may have the names of nodes and constants", async () => {
  const bytes = exportOnnx({
    fn: ({ ints, scalar }) => ({
      Exp: tf.sin(tf.exp(scalar!)),
      constant: tf.add(tf.sum(ints!, 1), 1),
      Reshape: tf.reshape(ints!, [-1]),
    }),
    inputs: {
      ints: { shape: [2, 2], dtype: "float32" },
      scalar: { shape: [2], dtype: "float32" },
    },
  }, { batchSize: 2 });
  const results = await runModel(bytes, {
    ints: { shape: [2, 2], dtype: "float32", data: Float32Array.of(1, 2, 3, 4) },
    scalar: { shape: [2], dtype: "float32", data: Float32Array.of(0, 1) },
  });
  assertClose(results, {
    Exp: {
      shape: [2],
      dtype: "float32",
      data: Float32Array.of(Math.sin(1), Math.sin(Math.E)),
    },
    constant: { shape: [2], dtype: "float32", data: Float32Array.of(4, 8) },
    Reshape: { shape: [4], dtype: "float32", data: Float32Array.of(1, 2, 3, 4) },
  });
});

Deno.test("results may be inputs, variables, constants, and the same tensor twice", async () => {
  const bytes = exportOnnx({
    fn: ({ x }) => {
      const y = tf.exp(x!);
      return { same: x!, first: y, second: y, three: tf.ones([2, 2]), weight_out: weight };
    },
    inputs: { x: { shape: [2], dtype: "float32" } },
  }, { batchSize: 2 });
  const x = { shape: [2], dtype: "float32", data: Float32Array.of(0, 1) } as const;
  const y = { ...x, data: Float32Array.of(1, Math.E) };
  assertClose(await runModel(bytes, { x }), {
    same: x,
    first: y,
    second: y,
    three: { shape: [2, 2], dtype: "float32", data: Float32Array.of(1, 1, 1, 1) },
    weight_out: { shape: [3], dtype: "float32", data: Float32Array.of(1, 2, 3) },
  });
});
