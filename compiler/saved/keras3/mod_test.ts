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
  ["Rescaling", { scale: 2, offset: [1, 2] }, /has a list as offset/],
  ["UpSampling2D", { interpolation: "bicubic" }, /the interpolation 'bicubic'/],
  ["Resizing", { pad_to_aspect_ratio: true }, /pad_to_aspect_ratio true/],
  ["Resizing", { antialias: true }, /antialias true/],
  ["Conv1D", { groups: 3 }, /groups 3/],
  ["Conv3D", { groups: 3 }, /groups 3/],
  ["Conv3DTranspose", { output_padding: 1 }, /output_padding 1/],
  ["Normalization", { mean: 2 }, /mean 2/],
  ["Normalization", { variance: 2 }, /variance 2/],
  ["Bidirectional", { layer: { class_name: "LSTM" } }, /has no layer/],
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

/** The layer that a layer of Keras 3 is in tfjs. */
function converted(class_name: string, config: Config, weights: readonly string[] = []) {
  const read = readKeras3(topology(class_name, config), weights)!;
  const model = read.topology.model_config as { config: { layers: (typeof layer)[] } };
  const layer = model.config.layers[1] as unknown as { class_name: string; config: Config };
  const { name: _, ...settings } = layer.config;
  return [layer.class_name, settings];
}

/** Layers of Keras 3: class, config, and the class and the config in tfjs. */
const conversions: readonly (readonly [string, Config, string, Config])[] = [
  ["Flatten", { dtype: "float32" }, "Flatten", {}],
  ["RandomFlip", { mode: "horizontal" }, "keras3.Identity", {}],
  ["Subtract", {}, "keras3.Subtract", {}],
  ["ReLU", { max_value: 6 }, "ReLU", { max_value: 6 }],
  ["ReLU", {}, "ReLU", { max_value: null }],
  ["ReLU", { negative_slope: 0.5 }, "keras3.ClippedReLU", {
    ...{ maximum: null, slope: 0.5, threshold: 0 },
  }],
  ["ReLU", { threshold: 2, max_value: 5, negative_slope: null }, "keras3.ClippedReLU", {
    ...{ maximum: 5, slope: 0, threshold: 2 },
  }],
  ["LeakyReLU", {}, "LeakyReLU", { alpha: 0.3 }],
  ["LeakyReLU", { negative_slope: 0 }, "LeakyReLU", { negative_slope: 0, alpha: 0 }],
  ["LeakyReLU", { alpha: 0.1 }, "LeakyReLU", { alpha: 0.1 }],
  ["GlobalAveragePooling1D", {}, "keras3.GlobalAveragePooling", { keepdims: false }],
  ["GlobalAveragePooling2D", {}, "GlobalAveragePooling2D", {}],
  ["GlobalAveragePooling2D", { keepdims: true }, "keras3.GlobalAveragePooling", { keepdims: true }],
  ["GlobalAveragePooling3D", {}, "keras3.GlobalAveragePooling", { keepdims: false }],
  ["GlobalMaxPooling1D", { keepdims: true }, "keras3.GlobalMaxPooling", { keepdims: true }],
  ["GlobalMaxPooling3D", {}, "keras3.GlobalMaxPooling", { keepdims: false }],
  ["UpSampling2D", { interpolation: "bilinear", size: [2, 3] }, "keras3.UpSampling2D", {
    size: [2, 3],
  }],
  ["UpSampling2D", { interpolation: "nearest" }, "UpSampling2D", { interpolation: "nearest" }],
  ["Resizing", { height: 2, width: 3 }, "keras3.Resizing", {
    ...{ height: 2, width: 3, interpolation: "bilinear" },
  }],
  ["Resizing", { height: 2, width: 3, interpolation: "nearest" }, "keras3.Resizing", {
    ...{ height: 2, width: 3, interpolation: "nearest" },
  }],
  ["UnitNormalization", {}, "keras3.UnitNormalization", { axis: -1 }],
  ["UnitNormalization", { axis: [1] }, "keras3.UnitNormalization", { axis: 1 }],
  ["Rescaling", { scale: 0.5 }, "Rescaling", { scale: 0.5 }],
];

for (const [className, config, ...expected] of conversions) {
  Deno.test(`a ${className} with ${JSON.stringify(config)} is a ${expected[0]}`, () => {
    assert.deepEqual(converted(className, config), expected);
  });
}

/** Layers of Keras 3 that do nothing but in training; tfjs has some of them, with other noise. */
const IDLE = ["Identity", "SpatialDropout2D", "SpatialDropout3D", "ActivityRegularization"].concat(
  ["Flip", "Rotation", "Zoom", "Translation", "Contrast", "Brightness"].map((of) => `Random${of}`),
);

Deno.test("layers that only act in training are the identity", () => {
  for (const name of IDLE) {
    assert.deepEqual(converted(name, { rate: 0.5 }), ["keras3.Identity", {}], name);
  }
});

/** Layers without weights that tfjs has with the same settings. */
const ALIKE = [
  ...["Flatten", "Reshape", "Permute", "RepeatVector", "Masking", "Activation", "Softmax"],
  ...["Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout"],
  ...["Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot", "ELU"],
  ...[1, 2, 3].flatMap((axes) => [`MaxPooling${axes}D`, `AveragePooling${axes}D`]),
  ...["ZeroPadding2D", "Cropping2D", "CenterCrop", "CategoryEncoding"],
];

Deno.test("layers that tfjs has keep their settings, without those of Keras alone", () => {
  for (const name of ALIKE) {
    assert.deepEqual(converted(name, { some: 1, dtype: "float32" }), [name, { some: 1 }], name);
  }
});

/** Weights of layers: class, config, names in an .h5 file, and the names in tfjs. */
const weighted: readonly (readonly [string, Config, string, string])[] = [
  ["Dense", { use_bias: false }, "kernel", "kernel"],
  ["Conv2D", { use_bias: true }, "kernel bias", "kernel bias"],
  ["Conv1D", {}, "kernel bias", "kernel bias"],
  ["Conv3DTranspose", {}, "kernel bias", "kernel bias"],
  ["DepthwiseConv2D", {}, "kernel bias", "depthwise_kernel bias"],
  ["DepthwiseConv2D", { use_bias: false }, "depthwise_kernel", "depthwise_kernel"],
  [
    ...["SeparableConv2D", {}] as const,
    "depthwise_kernel pointwise_kernel bias",
    "depthwise_kernel pointwise_kernel bias",
  ],
  [
    ...["SeparableConv2D", { use_bias: false }] as const,
    "depthwise_kernel pointwise_kernel",
    "depthwise_kernel pointwise_kernel",
  ],
  ["Embedding", {}, "embeddings", "embeddings"],
  ["PReLU", {}, "alpha", "alpha"],
  [
    ...["BatchNormalization", {}] as const,
    "gamma beta moving_mean moving_variance",
    "gamma beta moving_mean moving_variance",
  ],
  [
    ...["BatchNormalization", { scale: false, center: false }] as const,
    "moving_mean moving_variance",
    "moving_mean moving_variance",
  ],
  ["LayerNormalization", {}, "gamma beta", "gamma beta"],
  ["LayerNormalization", { scale: false }, "beta", "beta"],
  ["LayerNormalization", { center: false }, "gamma", "gamma"],
  ["Normalization", {}, "mean variance", "moving_mean moving_variance"],
];

for (const [className, config, given, expected] of weighted) {
  Deno.test(`a ${className} with ${JSON.stringify(config)} has the weights ${given}`, () => {
    const paths = (list: string) => list.split(" ").map((name) => `middle/${name}`);
    const { names } = readKeras3(topology(className, config), paths(given))!;
    assert.deepEqual(names, paths(expected));
    // Without the last one.
    refused(topology(className, config), /its file has no weight/, paths(given).slice(0, -1));
  });
}

Deno.test("a Normalization is a batch normalisation of constant statistics", () => {
  const weights = ["middle/mean", "middle/variance", "middle/count"];
  const found = converted("Normalization", { axis: [2] }, weights);
  assert.deepEqual(found, ["BatchNormalization", {
    ...{ axis: 2, epsilon: 1e-14, scale: false, center: false, trainable: false },
  }]);
});

Deno.test("a call in training, and the settings of a batch normalisation, are kept", () => {
  const call = { args: [tensor("x")], kwargs: { training: true } };
  const { topology: own } = readKeras3(topology("Dropout", { rate: 0.5 }, call), [])!;
  const { config } = own.model_config as { config: { layers: { inbound_nodes: unknown }[] } };
  assert.deepEqual(config.layers[1]!.inbound_nodes, [[["x", 0, 0, { training: true }]]]);
  const weights = ["middle/moving_mean", "middle/moving_variance"];
  const settings = { scale: false, center: false, axis: [3], momentum: 0.9 };
  assert.deepEqual(converted("BatchNormalization", settings, weights)[1], { ...settings, axis: 3 });
});

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

/** A model of a model's layers "dense", inside another one. */
function inner(name: string, config: Config = DENSE) {
  const layers = [
    { ...input(), config: { ...input().config, name: `${name}_x` } },
    {
      ...{ class_name: "Dense", config: { name: "dense", ...config } },
      inbound_nodes: [{ args: [tensor(`${name}_x`)], kwargs: {} }],
    },
  ];
  return {
    class_name: "Functional",
    config: {
      ...{ name, layers, input_layers: [[`${name}_x`, 0, 0]] },
      output_layers: [["dense", 0, 0]],
    },
  };
}

Deno.test("layers of nested models have names that differ, and the weights of their own", () => {
  const layers = [
    input(),
    { ...inner("a"), inbound_nodes: [{ args: [tensor("x")], kwargs: {} }] },
    { ...inner("b"), inbound_nodes: [{ args: [tensor("a")], kwargs: {} }] },
  ];
  const ends = { input_layers: [["x", 0, 0]], output_layers: [["b", 0, 0]] };
  const model = { class_name: "Functional", config: { name: "outer", layers, ...ends } };
  const read = (names: readonly string[]) =>
    readKeras3({ keras_version: "3.0.0", model_config: model }, names)!;
  const numbered = ["functional", "functional_1"].flatMap((folder) =>
    [0, 1].map((i) => `layers/${folder}/layers/dense/vars/${i}`)
  );
  const expected = ["dense/kernel", "dense/bias", "b/dense/kernel", "b/dense/bias"];
  assert.deepEqual(read(numbered).names, expected);
  const byName = ["a/dense/kernel", "a/dense/bias", "b/dense/kernel", "b/dense/bias"];
  assert.deepEqual(read(byName).names, expected);
  assert.deepEqual(read(byName.map((name) => `outer/${name}`)).names, expected);

  const { config } = read(numbered).topology.model_config as { config: Config };
  const [, , second] = config.layers as { config: Config; inbound_nodes: unknown; name: string }[];
  // In tfjs the first call of a nested model is the one that made it.
  assert.deepEqual(second!.inbound_nodes, [[["a", 1, 0, {}]]]);
  assert.deepEqual(config.output_layers, [["b", 1, 0]]);
  assert.deepEqual(config.input_layers, [["x", 0, 0]]);
  const [, dense] = second!.config.layers as { name: string; config: Config }[];
  assert.deepEqual([dense!.name, dense!.config.name], ["b/dense", "b/dense"]);
});

Deno.test("an error names six weights of the file at most", () => {
  const weights = Array.from({ length: 7 }, (_, i) => `other_${i}/kernel`);
  const six = weights.slice(0, 6).join(", ");
  refused(topology("Dense", DENSE), new RegExp(`'middle/kernel', but ${six}, …$`), weights);
  refused(
    topology("Dense", DENSE),
    new RegExp(`'middle/kernel', but ${six}$`),
    weights.slice(0, 6),
  );
});

Deno.test("layers that no output needs are left out, and a sequential model gets its input", () => {
  const { model_config } = topology("Flatten");
  const { config } = model_config as { config: { layers: Config[] } };
  const unused = {
    ...{ class_name: "Dense", config: { name: "unused", ...DENSE } },
    inbound_nodes: [{ args: [tensor("x")], kwargs: {} }],
  };
  const layersOf = (model: Config) => {
    const read = readKeras3({ keras_version: "3.0.0", model_config: model }, [])!;
    const { config } = read.topology.model_config as { config: { layers: { config: Config }[] } };
    return config.layers.map((layer) => layer.config);
  };
  const more = { ...config, layers: [...config.layers, unused] };
  assert.deepEqual(
    layersOf({ class_name: "Functional", config: more }).map(({ name }) => name),
    ["x", "middle"],
  );
  const flatten = { class_name: "Flatten", config: { name: "flat" } };
  const built = { name: "s", layers: [flatten], build_input_shape: [null, 4, 4] };
  assert.deepEqual(layersOf({ class_name: "Sequential", config: built })[0], {
    ...{ name: "s_input", batch_input_shape: [null, 4, 4], dtype: "float32", sparse: false },
  });
  const own = { ...built, layers: [input(), flatten] };
  assert.deepEqual(
    layersOf({ class_name: "Sequential", config: own }).map(({ name }) => name),
    ["x", "flat"],
  );
});
