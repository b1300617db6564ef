/**
 * Compares an architecture with tfjs's own cpu backend: exported, and trained for a few steps.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import {
  compileStep,
  exportOnnx,
  parameterNames,
  parametersOf,
  type Target,
  toLogical,
  toPhysical,
} from "../../compiler/mod.ts";
import { assertClose, onTfjs, runModel } from "../../compiler/testing/agrees_with_tfjs.ts";
import { createGenerator } from "../../data/random.ts";
import { createSession } from "../../runtime/session.ts";
import { withNoise } from "./noise.ts";
import { BATCH, inputsOf, setWeights, stepInputs, STEPS, trainingStep } from "./training.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** Batch sizes at which an exported model is compared. */
export const BATCHES: readonly number[] = [1, 3, 8];

/** Asserts that the exported model gives tfjs's outputs. */
export async function assertExportAgrees(build: () => tf.LayersModel): Promise<void> {
  const model = build();
  setWeights(model);
  const bytes = exportOnnx(model);
  const predict = (tensors: Record<string, tf.Tensor>) => {
    const list = model.inputNames.map((name) => tensors[name]!);
    const result = [model.predict(list.length === 1 ? list[0]! : list) as tf.Tensor].flat();
    return Object.fromEntries(result.map((tensor, i) => [model.outputNames[i]!, tensor]));
  };
  for (const batch of BATCHES) {
    const inputs = inputsOf(model, batch, batch);
    const expected = onTfjs(predict, inputs);
    assertClose(await runModel(bytes, inputs), expected, 1e-5, `batch ${batch}: `);
  }
  model.dispose();
}

/** Asserts that losses and weights of a few compiled steps are those of tfjs. */
export async function assertStepsAgree(
  build: () => tf.LayersModel,
  target: Target,
): Promise<void> {
  const model = build();
  setWeights(model);
  const parameters = parametersOf(model);
  const fn = trainingStep(model);
  const names = parameterNames(parameters);
  const step = compileStep(fn, stepInputs(model), { names, target });
  const generator = createGenerator(23);
  const noise = Array.from({ length: STEPS }, () =>
    step.noise.map(({ name, shape }) => {
      const lengths = shape as number[];
      const data = new Float32Array(lengths.reduce((a, b) => a * b, 1));
      generator.fillUniform(data);
      return { name, shape: lengths, data };
    }));

  const session = await createSession(step.stepModel(), { backend: "cpu", threads: 1 });
  const { Tensor } = session;
  let state = Object.fromEntries(
    step.state.map(({ name, shape, layout, physicalShape, initial }) => [
      name,
      new Tensor("float32", toPhysical(initial as Float32Array, shape, layout), [
        ...physicalShape,
      ]),
    ]),
  );
  for (let i = 0; i < STEPS; i++) {
    const inputs = inputsOf(model, BATCH, i);
    const feeds = Object.fromEntries([
      ...Object.entries(inputs).map(([name, { shape, dtype, data }]) => [
        name,
        new Tensor(dtype as "float32", data as Float32Array, [...shape]),
      ]),
      ...noise[i]!.map(({ name, shape, data }) => [name, new Tensor("float32", data, shape)]),
    ]);
    const results = await session.ort.run({ ...state, ...feeds });
    const draws = noise[i]!.map(({ data }) => data);
    const expected = withNoise(draws, () => onTfjs(fn, inputs));
    const [loss, wanted] = [
      (results.loss!.data as Float32Array)[0]!,
      expected.loss!.data[0]!,
    ];
    assert.ok(
      Math.abs(loss - wanted) <= 1e-5 * Math.abs(wanted),
      `loss of step ${i}: ${loss}, tfjs ${wanted}`,
    );
    state = Object.fromEntries(
      step.state.map(({ name, next }) => [name, results[next] as typeof state[string]]),
    );
  }
  await session.close();
  const found = Object.fromEntries(step.state.map(({ name, shape, dtype, layout }) => {
    const data = toLogical(state[name]!.data as Float32Array, shape, layout);
    return [name, { shape, dtype, data }];
  }));
  const expected = Object.fromEntries(
    parameters.filter(({ name }) => name in found).map(({ name, variable }) => [name, {
      shape: variable.shape,
      dtype: "float32" as const,
      data: variable.dataSync<"float32">(),
    }]),
  );
  assert.ok(Object.keys(expected).length >= parameters.filter((p) => p.trainable).length);
  assertClose(found, expected, 1e-5);
  model.dispose();
}
