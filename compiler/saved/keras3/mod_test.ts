import assert from "node:assert/strict";
import { WeftError } from "../../../error.ts";
import type { Config } from "./json.ts";
import { readKeras3 } from "./mod.ts";

const tensor = (name: string, node = 0) => ({
  class_name: "__keras_tensor__",
  config: { shape: [null, 4], dtype: "float32", keras_history: [name, node, 0] },
});
const input = (dtype: unknown = "float32") => ({
  class_name: "InputLayer",
  config: { name: "x", batch_shape: [null, 4], dtype },
  inbound_nodes: [],
});

/** A functional model of one layer. */
function topology(
  class_name: string,
  config: Config = {},
  call: Config = { args: [tensor("x")], kwargs: {} },
  inputs: unknown = input(),
): Config {
  const layer = { class_name, config: { name: "middle", ...config }, inbound_nodes: [call] };
  return {
    keras_version: "3.8.0",
    model_config: {
      class_name: "Functional",
      config: {
        ...{ name: "model", layers: [inputs, layer] },
        ...{ input_layers: [["x", 0, 0]], output_layers: [["middle", 0, 0]] },
      },
    },
  };
}

const DENSE = { units: 2, use_bias: true, activation: "relu" };
const names = ["middle/kernel", "middle/bias"];

function refused(model: Config, message: RegExp, weights: readonly string[] = []): void {
  assert.throws(() => readKeras3(model, weights), (error) => {
    assert.ok(error instanceof WeftError, `${error}`);
    assert.match(error.message, message);
    assert.ok(error.hint.length > 0);
    return true;
  });
}

Deno.test("a layer that tfjs does not have is refused by name", () => {
  for (const name of ["MultiHeadAttention", "GroupNormalization", "StringLookup", "Lambda"]) {
    refused(topology(name), new RegExp(`layer 'middle' is of class ${name}`));
  }
});

/** Settings that tfjs does not have: the class, its config, and what the error says. */
const settings: readonly (readonly [string, Config, RegExp])[] = [
  ["Conv2D", { groups: 2 }, /layer 'middle' has groups 2, and tfjs has only 1/],
  ["Conv2DTranspose", { output_padding: [1, 1] }, /output_padding \[1,1\]/],
  ["Dense", { activation: "sparsemax" }, /the activation 'sparsemax'/],
  ["BatchNormalization", { axis: [1, 2] }, /normalises several axes/],
  ["LayerNormalization", { rms_scaling: true }, /rms_scaling true/],
  ["Resizing", { crop_to_aspect_ratio: true }, /crop_to_aspect_ratio true/],
  ["Resizing", { interpolation: "lanczos3" }, /the interpolation 'lanczos3'/],
  ["Rescaling", { scale: [1, 2] }, /has a list as scale/],
  ["Normalization", { invert: true }, /invert true/],
  ["Bidirectional", {}, /has no layer/],
  ["Bidirectional", {
    layer: { class_name: "LSTM", config: { name: "a", units: 2 } },
    backward_layer: { class_name: "LSTM", config: { name: "b", units: 3, go_backwards: true } },
  }, /a backward layer that differs/],
];

for (const [className, config, message] of settings) {
  Deno.test(`a ${className} with ${Object.keys(config)} that tfjs does not have is refused`, () => {
    refused(topology(className, config), message);
  });
}

Deno.test("calls that tfjs would not compute alike are refused", () => {
  const call = (kwargs: Config, ...args: unknown[]) => ({ args: [tensor("x"), ...args], kwargs });
  refused(topology("Dense", DENSE, call({ scale: 2 })), /called with the argument 'scale'/);
  refused(
    topology("LSTM", {}, call({ mask: tensor("x") })),
    /a mask that is not that of its input/,
  );
  refused(topology("Power", {}, call({}, 2)), /computes Power with a number/);
  refused(topology("Add", {}, { args: [tensor("gone")], kwargs: {} }), /reads layer 'gone'/);
  refused(topology("Dense", DENSE, [] as unknown as Config), /a call without args/);
  refused(topology("Dense", DENSE, call({}), input("string")), /'x' is an input of type string/);
});

Deno.test("weights that are missing, or of no layer, are named", () => {
  const dense = topology("Dense", DENSE);
  refused(dense, /no weight 'middle\/bias', but middle\/kernel/, ["middle/kernel"]);
  refused(dense, /no layer has the weight 'other\/kernel'/, [...names, "other/kernel"]);
});

Deno.test("weights of training are left out, and both layouts give the names of tfjs", () => {
  const dense = topology("Dense", DENSE);
  const wanted = ["middle/kernel", "middle/bias"];
  const read = (...list: string[]) => readKeras3(dense, list)!.names;
  assert.deepEqual(
    read("seed_generator/seed_generator_state", "middle/kernel", "middle/bias"),
    [undefined, ...wanted],
  );
  assert.deepEqual(read("model/middle/bias", "model/middle/kernel"), wanted.toReversed());
  assert.deepEqual(
    read("layers/dense/vars/0", "layers/dense/vars/1", "optimizer/vars/0"),
    [...wanted, undefined],
  );
  assert.deepEqual(
    read("_layer_checkpoint_dependencies/dense/vars/0", "layers/dense/vars/1"),
    wanted,
  );
});

Deno.test("types of inputs are those of tfjs, also when they are policies", () => {
  const typeOf = (dtype: unknown) => {
    const { topology: own } = readKeras3(topology("Flatten", {}, undefined, input(dtype)), [])!;
    const { config } = own.model_config as { config: { layers: { config: Config }[] } };
    return config.layers[0]!.config.dtype;
  };
  const policy = (name: string) => ({ class_name: "DTypePolicy", config: { name } });
  assert.deepEqual(
    ["int64", "uint8", "bool", policy("float16"), policy("int32")].map(typeOf),
    ["int32", "int32", "bool", "float32", "int32"],
  );
});

Deno.test("a topology of Keras 2 or tfjs is left as it is", () => {
  for (const keras_version of ["2.15.0", "tfjs-layers 4.22.0"]) {
    assert.equal(readKeras3({ ...topology("Dense", DENSE), keras_version }, names), undefined);
  }
  assert.equal(readKeras3({ node: [] }, []), undefined);
  const { model_config } = topology("Dense", DENSE);
  assert.ok(readKeras3({ model_config }, names), "a layer has a batch_shape, as in Keras 3");
});
