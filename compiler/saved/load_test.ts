import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { WeftError } from "../../error.ts";
import { loadSavedModel } from "./load.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** A layer of JSON, which tests change. */
interface JsonLayer {
  class_name: string;
  name?: string;
  config: Record<string, unknown>;
  inbound_nodes: [string, number, number, unknown][][];
}

interface Json {
  class_name: string;
  config: {
    layers: JsonLayer[];
    input_layers: [string, number, number][];
    output_layers: unknown;
  };
}

/** A model of a shared layer and a nested model, as tfjs saves it, with its weights. */
function saved(change: (model: Json) => void = () => {}, training?: unknown) {
  const x = tf.input({ shape: [4], name: "x" });
  const shared = tf.layers.dense({ units: 4, name: "shared" });
  const inner = tf.sequential({
    name: "inner",
    layers: [tf.layers.dense({ units: 3, inputShape: [4], name: "d", activation: "relu" })],
  });
  const twice = shared.apply(shared.apply(x)) as tf.SymbolicTensor;
  const y = tf.layers.add({ name: "sum" }).apply([
    inner.apply(x) as tf.SymbolicTensor,
    tf.layers.dense({ units: 3, name: "e" }).apply(twice) as tf.SymbolicTensor,
  ]) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs: y });
  const topology = model.toJSON(null, false) as unknown as { config: Json["config"] };
  change(topology as Json);
  const weights = model.weights.map((weight) => ({
    name: weight.originalName,
    shape: weight.shape as number[],
    dtype: "float32" as const,
  }));
  const json = {
    format: "layers-model",
    modelTopology: topology,
    weightsManifest: [{ paths: ["weights.bin"], weights }],
    ...(training !== undefined && { trainingConfig: training }),
  };
  const count = model.countParams();
  model.dispose();
  return {
    path: "my/model.json",
    read: (name?: string) =>
      Promise.resolve(
        name === undefined
          ? new TextEncoder().encode(JSON.stringify(json))
          : new Uint8Array(new Float32Array(count).fill(0.5).buffer),
      ),
  };
}

const layerOf = (model: Json, name: string) =>
  model.config.layers.find((layer) => layer.name === name)!;

Deno.test("a model with a shared layer and a nested model loads", async () => {
  const model = await loadSavedModel(saved()) as tf.LayersModel;
  assert.equal((model.predict(tf.ones([1, 4])) as tf.Tensor).size, 3);
});

Deno.test("losses, metrics and optimizers that tfjs does not know do not matter", async () => {
  const training = {
    loss: "mine",
    metrics: ["meanAbsolutePercentageError", "other"],
    optimizer_config: { class_name: "Lion", config: {} },
  };
  const model = await loadSavedModel(saved(undefined, training)) as tf.LayersModel;
  assert.equal(model.optimizer, undefined);
});

/** Faults of a topology: a change, and what the error says. */
const faults: Readonly<Record<string, readonly [(model: Json) => void, RegExp]>> = {
  "no class": [
    (model) => delete (model as Partial<Json>).class_name,
    /its topology has no class_name and config/,
  ],
  "no layers": [
    (model) => delete (model.config as Partial<Json["config"]>).layers,
    /its Model has no list of layers/,
  ],
  "a layer without a config": [
    (model) => delete (model.config.layers[1] as Partial<JsonLayer>).config,
    /its layer number 2 has no class_name and config/,
  ],
  "a first layer that is no object": [
    (model) => model.config.layers[0] = 3 as unknown as JsonLayer,
    /its layer number 1 has no class_name and config/,
  ],
  "a name that is a number": [
    (model) => model.config.layers[2]!.name = 3 as unknown as string,
    /the name of its layer number 3 is not a text/,
  ],
  "a call number just above those that were made": [
    (model) => layerOf(model, "e").inbound_nodes[0]![0]![1] = 2,
    /its layer 'e' reads call 2 of layer 'shared', of 2/,
  ],
  "a reference without a number": [
    (model) => layerOf(model, "e").inbound_nodes[0]![0]!.splice(2),
    /its layer 'e' has no list of inbound_nodes/,
  ],
  "an unknown input layer": [
    (model) => model.config.input_layers = [["gone", 0, 0]],
    /its list of input_layers reads layer 'gone'/,
  ],
  "an unknown class": [
    (model) => layerOf(model, "e").class_name = "Attention9",
    /its layer 'e' is of class Attention9, which tfjs does not have/,
  ],
  "two layers of one name": [
    (model) => model.config.layers.push(structuredClone(layerOf(model, "e"))),
    /two of its layers have the name 'e'/,
  ],
  "an unknown input": [
    (model) => layerOf(model, "e").inbound_nodes[0]![0]![0] = "gone",
    /its layer 'e' reads layer 'gone', which it does not have/,
  ],
  "a call that was not made": [
    (model) => layerOf(model, "e").inbound_nodes[0]![0]![1] = 7,
    /its layer 'e' reads call 7 of layer 'shared', of 2/,
  ],
  "a circle": [
    (model) => layerOf(model, "shared").inbound_nodes[0] = [["e", 0, 0, {}]],
    /its layer '\w+' is in a circle of layers/,
  ],
  "no calls": [
    (model) => layerOf(model, "e").inbound_nodes = "x" as unknown as JsonLayer["inbound_nodes"],
    /its layer 'e' has no list of inbound_nodes/,
  ],
  "calls that are no lists of tensors": [
    (model) => layerOf(model, "e").inbound_nodes = [[3]] as unknown as JsonLayer["inbound_nodes"],
    /its layer 'e' has no list of inbound_nodes/,
  ],
  "an unknown output": [
    (model) => model.config.output_layers = [["gone", 0, 0]],
    /its list of output_layers reads layer 'gone'/,
  ],
  "no outputs": [
    (model) => model.config.output_layers = 3,
    /it has no list of output_layers/,
  ],
  "a number that tfjs refuses": [
    (model) => layerOf(model, "e").config.units = -2,
    /layer 'e': .*units/,
  ],
  "an activation that tfjs does not have": [
    (model) => layerOf(model, "e").config.activation = "sparsemax",
    /layer 'e': .*sparsemax/,
  ],
  "shapes that do not fit": [
    (model) => layerOf(model, "e").config.units = 5,
    /layer 'sum': .*/,
  ],
};

for (const [name, [change, message]] of Object.entries(faults)) {
  Deno.test(`a model.json with ${name} is refused, and the error says where`, async () => {
    await assert.rejects(() => loadSavedModel(saved(change)), (error) => {
      assert.ok(error instanceof WeftError, `${error}`);
      assert.equal(error.code, "model");
      assert.match(error.message, /^Cannot load my\/model\.json: /);
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
    assert.ok(await loadSavedModel(saved()), "tfjs is as before");
  });
}

Deno.test("the hint for an unknown class says how to use one's own", async () => {
  await assert.rejects(
    () => loadSavedModel(saved(faults["an unknown class"]![0])),
    (error) => error instanceof WeftError && /registerClass/.test(error.hint),
  );
});
