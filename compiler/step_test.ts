import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createGenerator } from "../data/random.ts";
import { WeftError } from "../error.ts";
import { sizeOf } from "./graph.ts";
import { toLogical, toPhysical } from "./layout.ts";
import { type CompiledStep, compileStep } from "./step.ts";
import {
  allTargets,
  assertClose,
  type Numbers,
  onTfjs,
  runModel,
} from "./testing/agrees_with_tfjs.ts";
import type { InputTypes, Traceable } from "./trace.ts";

function drawn(shape: readonly number[], stream: number, scale = 1): Numbers {
  const data = new Float32Array(sizeOf(shape));
  createGenerator(5, stream).fillUniform(data);
  return { shape, dtype: "float32", data: data.map((x) => scale * (2 * x - 1)) };
}

/** The feeds for the state of a step. */
const initialState = (step: CompiledStep): Record<string, Numbers> =>
  Object.fromEntries(
    step.state.map(({ name, shape, dtype, physicalShape, layout, initial }) => [name, {
      shape: physicalShape,
      dtype,
      data: toPhysical(initial, shape, layout),
    }]),
  );

/** Runs a step once for each record of inputs. */
async function runSteps(step: CompiledStep, inputs: readonly Record<string, Numbers>[]) {
  const bytes = step.stepModel();
  let state = initialState(step);
  const outputs: Record<string, Numbers>[] = [];
  for (const each of inputs) {
    const results = await runModel(bytes, { ...state, ...each });
    state = Object.fromEntries(step.state.map(({ name, next }) => [name, results[next]!]));
    outputs.push(results);
  }
  return { outputs, state };
}

const types: InputTypes = {
  x: { shape: [4, 3], dtype: "float32" },
  rate: { shape: [], dtype: "float32" },
};

/** A linear model with a vector and a matrix, and a few steps' inputs. */
function example() {
  const parameters = [
    tf.variable(tf.tensor2d([[0.5, -0.2], [0.1, 0.3], [-0.4, 0.2]]), true),
    tf.variable(tf.tensor1d([0.1, -0.1]), true),
  ] as const;
  const [matrix, vector] = parameters;
  const loss = (x: tf.Tensor) =>
    tf.mean(tf.square(tf.sub(tf.tanh(tf.add(tf.matMul(x as tf.Tensor2D, matrix), vector)), 0.5)))
      .asScalar();
  const rate: Numbers = { shape: [], dtype: "float32", data: Float32Array.of(0.1) };
  const inputs = [0, 1, 2].map((i) => ({ x: drawn([4, 3], i), rate }));
  return { parameters, loss, inputs };
}

const optimizers: Readonly<Record<string, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  adam: () => tf.train.adam(0.1),
  adamax: () => tf.train.adamax(0.1),
  rmsprop: () => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-3, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
};

for (const [name, make] of Object.entries(optimizers)) {
  Deno.test(`tf.train's ${name}, which creates its slots while it is traced, works`, async () => {
    const { parameters, loss, inputs } = example();
    const optimizer = make();
    const fn: Traceable = ({ x }) => {
      const { value, grads } = tf.variableGrads(() => loss(x!), [...parameters]);
      optimizer.applyGradients(grads);
      return { loss: value };
    };
    const step = compileStep(fn, types);
    const { outputs, state } = await runSteps(step, inputs);
    // The same optimizer continues on tfjs: the trace has not changed its slots.
    inputs.forEach((each, i) => {
      const eager = onTfjs(fn, each);
      assertClose(outputs[i]!, eager, undefined, `step ${i}: `);
    });
    for (const parameter of parameters) {
      const { shape, layout } = step.state.find(({ name }) => name === parameter.name)!;
      assert.deepEqual(shape, parameter.shape);
      const data = toLogical(state[parameter.name]!.data, shape, layout);
      assertClose({ w: { shape, dtype: "float32", data } }, {
        w: { shape, dtype: "float32", data: parameter.dataSync() as Float32Array },
      });
    }
    assert.ok(step.state.every(({ initial, shape }) => initial.length === sizeOf(shape)));
    optimizer.dispose();
    tf.dispose([...parameters]);
  });
}

Deno.test("a loop over steps equals the steps bit for bit, noise included", async () => {
  const { parameters, loss, inputs } = example();
  const [matrix, vector] = parameters;
  const filter = tf.variable(tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 1, 2]), true, "filter");
  const fn: Traceable = ({ x, rate }) => {
    const image = tf.reshape(x!, [1, 4, 3, 1]) as tf.Tensor4D;
    const { value, grads } = tf.variableGrads(() => {
      const y = tf.conv2d(image, filter, 1, "same");
      return tf.add(loss(tf.dropout(x!, 0.5)), tf.mean(tf.square(y))).asScalar();
    }, [matrix, vector, filter]);
    for (const each of [matrix, vector, filter]) {
      each.assign(tf.sub(each, tf.mul(grads[each.name]!, rate!)));
    }
    return { loss: value, mean: tf.mean(x!, 0) };
  };
  for (const target of allTargets) {
    const step = compileStep(fn, types, { target });
    const fed = inputs.map((each, i) => ({ ...each, "noise/0": drawn([4, 3], 10 + i) }));
    const single = await runSteps(step, fed);
    const stacked = Object.fromEntries(step.inputs.map(({ name }) => {
      const all = fed.map((each) => each[name as keyof typeof each]);
      const data = Float32Array.from(all.flatMap(({ data }) => [...data]));
      return [name, { ...all[0]!, shape: [all.length, ...all[0]!.shape], data }];
    }));
    const loop = await runModel(step.loopModel(), { ...initialState(step), ...stacked });
    for (const { name, next } of step.state) {
      assert.deepEqual(loop[next], single.state[name], `${target.name}: ${name}`);
    }
    for (const { name } of step.outputs) {
      assert.deepEqual(
        [...loop[name]!.data],
        single.outputs.flatMap((each) => [...each[name]!.data]),
        `${target.name}: ${name}`,
      );
    }
    assert.deepEqual(loop.mean!.shape, [3, 3]);
  }
  tf.dispose([...parameters, filter]);
});

Deno.test("a loop over zero steps returns the state", async () => {
  const weight = tf.variable(tf.tensor1d([1, 2]), true, "weight");
  const step = compileStep(({ x }) => {
    weight.assign(tf.add(weight, x!));
    return { sum: tf.sum(weight) };
  }, { x: { shape: [2], dtype: "float32" } });
  const x: Numbers = { shape: [0, 2], dtype: "float32", data: new Float32Array(0) };
  const results = await runModel(step.loopModel(), { ...initialState(step), x });
  assert.deepEqual([...results["weight:next"]!.data], [1, 2]);
  assert.deepEqual(results.sum!.shape, [0]);
  weight.dispose();
});

Deno.test("a loop over a step without inputs is refused", () => {
  const step = compileStep(() => ({ y: tf.scalar(1) }), {});
  assert.throws(() => step.loopModel(), (error: unknown) => {
    assert.ok(error instanceof WeftError);
    assert.match(error.message, /no inputs/);
    return true;
  });
  assert.ok(step.stepModel().length > 0);
});

Deno.test("inputs and variables may have names that the loop uses", async () => {
  const steps = tf.variable(tf.scalar(1), true, "steps");
  const step = compileStep(({ iteration, always }) => {
    steps.assign(tf.add(steps, tf.mul(iteration!, always!)).asScalar());
    return { continue: tf.add(steps, 1) };
  }, {
    iteration: { shape: [], dtype: "float32" },
    always: { shape: [], dtype: "float32" },
  });
  const two: Numbers = { shape: [2], dtype: "float32", data: Float32Array.of(3, 4) };
  const results = await runModel(step.loopModel(), {
    ...initialState(step),
    iteration: two,
    always: two,
  });
  assert.deepEqual([...results["steps:next"]!.data], [26]);
  assert.deepEqual([...results.continue!.data], [11, 27]);
  steps.dispose();
});

Deno.test("variables of integers and truth values keep their types", async () => {
  const count = tf.variable(tf.scalar(3, "int32"), false, "count");
  const flag = tf.variable(tf.tensor1d([true, false], "bool"), false, "flag");
  const step = compileStep(({ x }) => {
    count.assign(tf.add(count, tf.scalar(1, "int32")).asScalar());
    flag.assign(tf.logicalNot(flag).as1D());
    return { y: tf.mul(x!, tf.cast(count, "float32")) };
  }, { x: { shape: [1], dtype: "float32" } });
  assert.deepEqual(step.state.map(({ dtype }) => dtype), ["int32", "bool"]);
  const x: Numbers = { shape: [1], dtype: "float32", data: Float32Array.of(2) };
  const { outputs, state } = await runSteps(step, [{ x }, { x }]);
  assert.deepEqual([...outputs[1]!.y!.data], [10]);
  assert.deepEqual([...state.count!.data], [5]);
  assert.deepEqual([...state.flag!.data], [1, 0]);
  tf.dispose([count, flag]);
});

Deno.test("given names distinguish the variables of two models of one name", () => {
  const build = () =>
    tf.sequential({ layers: [tf.layers.dense({ name: "same", units: 1, inputShape: [2] })] });
  const [first, second] = [build(), build()];
  const names = new Map(second.weights.map((weight) => [
    weight.read() as tf.Variable,
    weight.originalName,
  ]));
  const step = compileStep(
    ({ x }) => ({ y: second.apply(x!) as tf.Tensor }),
    { x: { shape: [1, 2], dtype: "float32" } },
    { names },
  );
  assert.deepEqual(step.state.map(({ name }) => name), ["same/kernel", "same/bias"]);
  first.dispose();
  second.dispose();
});

Deno.test("inputs with the storage uint8 are fed as bytes", async () => {
  const step = compileStep(({ image }) => ({ y: tf.mean(tf.cast(image!, "float32")) }), {
    image: { shape: [2, 2], dtype: "int32", storage: "uint8" },
  });
  assert.deepEqual(step.inputs, [{ name: "image", type: "uint8", shape: [2, 2] }]);
  const image = { shape: [2, 2], dtype: "uint8", data: Uint8Array.of(0, 255, 255, 254) };
  const results = await runModel(step.stepModel(), { image: image as unknown as Numbers });
  assert.deepEqual([...results.y!.data], [191]);
});

Deno.test("a step that is compiled twice gives the same bytes", () => {
  const { parameters, loss } = example();
  const optimizer = tf.train.sgd(0.1);
  const compile = () => {
    const step = compileStep(({ x }) => {
      const { value, grads } = tf.variableGrads(() => loss(x!), [...parameters]);
      optimizer.applyGradients(grads);
      return { loss: value };
    }, types);
    return [step.stepModel(), step.loopModel()];
  };
  assert.deepEqual(compile(), compile());
  tf.dispose([...parameters]);
});
