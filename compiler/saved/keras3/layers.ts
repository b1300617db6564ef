// This module is browser compatible.

import { activationName } from "./activations.ts";
import { addedClass } from "./added_layers.ts";
import { type Config, isKerasObject, type KerasObject, unsupportedLayer } from "./json.ts";
import { recurrentLayers } from "./recurrent.ts";
import type { LayerRule } from "./rule.ts";
import { weightList } from "./weights.ts";

const as = (className: string, config: Config = {}) => ({ class_name: className, config });
const added = (className: string, config: Config = {}) => as(addedClass(className), config);

/** Throws when a setting has another value than the only one that tfjs has. */
function only(config: Config, allowed: Config): void {
  for (const [key, value] of Object.entries(allowed)) {
    const found = config[key] ?? value;
    if (JSON.stringify(found) !== JSON.stringify(value)) {
      throw unsupportedLayer(
        config.name as string,
        `has ${key} ${JSON.stringify(found)}, and tfjs has only ${JSON.stringify(value)}`,
      );
    }
  }
}

/** A layer of tfjs's with these weights. */
const weighted = (
  list: (config: Config) => readonly (string | false)[],
  allowed: Config = {},
): LayerRule =>
(config) => {
  only(config, allowed);
  return { weights: weightList(...list(config)) };
};

const kernelAndBias = ({ use_bias }: Config) => ["kernel", use_bias !== false && "bias"];
const UNGROUPED = { groups: 1 };

/** The depthwise kernel has another name in tfjs. */
const depthwise: LayerRule = (config) => ({
  weights: weightList(...kernelAndBias(config)).map((weight) =>
    weight.name === "kernel"
      ? { ...weight, name: "depthwise_kernel", variables: ["kernel", "depthwise_kernel"] }
      : weight
  ),
});

/** An axis that Keras may give as a list of one. */
const singleAxis = ({ axis = -1, name }: Config): number => {
  const [first, ...more] = [axis].flat() as number[];
  if (more.length > 0) throw unsupportedLayer(name as string, "normalises several axes at once");
  return first!;
};

const normalization: LayerRule = (config) => {
  only(config, { mean: null, variance: null, invert: false });
  const [mean, variance, count] = weightList("mean", "variance", "count");
  return {
    // A batch normalisation whose statistics are constant; Keras divides by at least 1e-7.
    ...as("BatchNormalization", {
      ...{ axis: singleAxis(config), epsilon: 1e-14, scale: false, center: false },
      ...{ trainable: false },
    }),
    weights: [
      { ...mean!, name: "moving_mean" },
      { ...variance!, name: "moving_variance" },
      { ...count!, unused: true },
    ],
  };
};

const relu: LayerRule = ({ max_value = null, negative_slope = 0, threshold = 0 }) =>
  negative_slope || threshold
    ? added("ClippedReLU", {
      maximum: max_value,
      slope: negative_slope ?? 0,
      threshold: threshold ?? 0,
    })
    : { config: { max_value } };

/** Global pooling; tfjs keeps no axes of length 1. */
const globalPooling = (className: string): LayerRule => ({ keepdims = false }) =>
  keepdims ? added(className, { keepdims }) : {};

const plain: LayerRule = () => ({});
const identity: LayerRule = () => added("Identity");

const numberScale: LayerRule = (config) => {
  for (const key of ["scale", "offset"]) {
    if (typeof (config[key] ?? 0) !== "number") {
      throw unsupportedLayer(config.name as string, `has a list as ${key}`);
    }
  }
  return {};
};

/** The layers of Keras 3 by class, and how tfjs reads them. */
export const layerRules: Readonly<Record<string, LayerRule>> = {
  ...Object.fromEntries([
    ...["Flatten", "Reshape", "Permute", "RepeatVector", "Masking", "Activation", "Softmax"],
    ...["Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout"],
    ...["Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot", "ELU"],
    ...["MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "ZeroPadding2D"],
    ...["AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "Cropping2D"],
    ...["CenterCrop", "CategoryEncoding"],
  ].map((name) => [name, plain])),
  ...Object.fromEntries([
    ...["Identity", "SpatialDropout2D", "SpatialDropout3D", "ActivityRegularization"],
    ...["RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast"],
    ...["RandomBrightness"],
  ].map((name) => [name, identity])),
  Dense: weighted(kernelAndBias),
  Conv1D: weighted(kernelAndBias, UNGROUPED),
  Conv2D: weighted(kernelAndBias, UNGROUPED),
  Conv3D: weighted(kernelAndBias, UNGROUPED),
  Conv2DTranspose: weighted(kernelAndBias, { output_padding: null }),
  Conv3DTranspose: weighted(kernelAndBias, { output_padding: null }),
  DepthwiseConv2D: depthwise,
  SeparableConv2D: weighted(({ use_bias }) => [
    ...["depthwise_kernel", "pointwise_kernel"],
    use_bias !== false && "bias",
  ]),
  Embedding: weighted(() => ["embeddings"]),
  PReLU: weighted(() => ["alpha"]),
  BatchNormalization: (config) => ({
    config: { axis: singleAxis(config) },
    weights: weightList(
      config.scale !== false && "gamma",
      config.center !== false && "beta",
      ...["moving_mean", "moving_variance"],
    ),
  }),
  LayerNormalization: weighted(({ scale, center }) => [
    scale !== false && "gamma",
    center !== false && "beta",
  ], { rms_scaling: false }),
  Normalization: normalization,
  UnitNormalization: (config) => added("UnitNormalization", { axis: singleAxis(config) }),
  Subtract: () => added("Subtract"),
  Rescaling: numberScale,
  Resizing: (config) => {
    only(config, {
      ...{ crop_to_aspect_ratio: false, pad_to_aspect_ratio: false, antialias: false },
    });
    const { interpolation = "bilinear", height, width, name } = config;
    if (interpolation !== "bilinear" && interpolation !== "nearest") {
      throw unsupportedLayer(name as string, `has the interpolation '${interpolation}'`);
    }
    return added("Resizing", { height, width, interpolation });
  },
  // tfjs interpolates between other points.
  UpSampling2D: ({ interpolation, size, name }) => {
    if (interpolation === "bilinear") return added("UpSampling2D", { size });
    if (interpolation === "nearest") return {};
    throw unsupportedLayer(name as string, `has the interpolation '${interpolation}'`);
  },
  ReLU: relu,
  LeakyReLU: ({ negative_slope, alpha }) => ({ config: { alpha: negative_slope ?? alpha ?? 0.3 } }),
  // tfjs's does not leave masked steps out.
  GlobalAveragePooling1D: ({ keepdims = false }) => added("GlobalAveragePooling", { keepdims }),
  GlobalAveragePooling2D: globalPooling("GlobalAveragePooling"),
  GlobalAveragePooling3D: ({ keepdims = false }) => added("GlobalAveragePooling", { keepdims }),
  GlobalMaxPooling1D: globalPooling("GlobalMaxPooling"),
  GlobalMaxPooling2D: globalPooling("GlobalMaxPooling"),
  GlobalMaxPooling3D: ({ keepdims = false }) => added("GlobalMaxPooling", { keepdims }),
  ...recurrentLayers,
};

/** Keys of a config that tfjs reads otherwise, or not at all. */
const DROPPED: ReadonlySet<string> = new Set([
  ...["dtype", "synchronized", "quantization_config", "build_config", "seed", "sparse"],
  ...["zero_output_for_mask", "use_cudnn", "ragged", "lora_rank", "lora_alpha", "autocast"],
]);

/** A regularizer in the only class that tfjs has; `undefined` for one of another kind. */
function regularizer(value: unknown): KerasObject | undefined {
  if (!isKerasObject(value) || !["L1", "L2", "L1L2"].includes(value.class_name)) return undefined;
  const { l1 = 0, l2 = 0 } = value.config;
  return { class_name: "L1L2", config: { l1, l2 } };
}

/** The config of a layer in tfjs's terms. Initial weights do not matter, they are loaded. */
export function plainConfig(config: Config): Config {
  const name = config.name as string;
  const entries = Object.entries(config).flatMap(([key, value]): [string, unknown][] => {
    if (DROPPED.has(key) || /_(initializer|constraint)$/.test(key)) return [];
    if (/(^|_)activation$/.test(key)) return [[key, activationName(value, name)]];
    if (/_regularizer$/.test(key)) {
      const own = regularizer(value);
      return own && key !== "activity_regularizer" ? [[key, own]] : [];
    }
    return [[key, value]];
  });
  return Object.fromEntries(entries);
}
