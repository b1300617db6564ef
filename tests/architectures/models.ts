/**
 * Typical architectures built with tf.layers, small enough for tfjs's own cpu backend.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

type Apply = (x: tf.SymbolicTensor) => tf.SymbolicTensor;

/** A layer as a function of one tensor. */
const layer = (made: tf.layers.Layer): Apply => (x) => made.apply(x) as tf.SymbolicTensor;

/** Functions applied one after another. */
const chain = (x: tf.SymbolicTensor, ...steps: readonly Apply[]): tf.SymbolicTensor =>
  steps.reduce((value, step) => step(value), x);

const {
  activation,
  add,
  averagePooling2d,
  batchNormalization,
  bidirectional,
  concatenate,
  conv1d,
  conv2d,
  conv2dTranspose,
  dense,
  depthwiseConv2d,
  dot,
  dropout,
  embedding,
  flatten,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalMaxPooling1d,
  gru,
  layerNormalization,
  lstm,
  maxPooling1d,
  maxPooling2d,
  permute,
  prelu,
  reLU,
  separableConv2d,
  softmax,
  timeDistributed,
  upSampling2d,
  zeroPadding2d,
} = tf.layers;

const image = (size = 12, channels = 3) =>
  tf.input({ shape: [size, size, channels], name: "image" });

const model = (
  inputs: tf.SymbolicTensor | tf.SymbolicTensor[],
  outputs: tf.SymbolicTensor | tf.SymbolicTensor[],
) => tf.model({ inputs, outputs });

const convolution = (filters: number, kernelSize = 3, strides = 1) =>
  layer(conv2d({ filters, kernelSize, strides, padding: "same" }));
const relu: Apply = (x) => layer(activation({ activation: "relu" }))(x);
const normalise: Apply = (x) => layer(batchNormalization({}))(x);
const pool: Apply = (x) => layer(maxPooling2d({ poolSize: 2 }))(x);
const units = (units: number, activation?: "relu" | "tanh" | "selu" | "elu") =>
  layer(dense(activation ? { units, activation } : { units }));

/**
 * Recurrent weights from a uniform distribution. tfjs's default, orthogonal ones, are slow to make.
 */
const recurrent = { recurrentInitializer: "glorotUniform" } as const;

/** A residual block with a projection where the number of channels changes. */
function residual(x: tf.SymbolicTensor, filters: number, strides: number): tf.SymbolicTensor {
  const inner = chain(
    x,
    convolution(filters, 3, strides),
    normalise,
    relu,
    convolution(filters),
    normalise,
  );
  const shortcut = chain(x, convolution(filters, 1, strides), normalise);
  return relu(add().apply([inner, shortcut]) as tf.SymbolicTensor);
}

/** Models by name. The last axis of an output has logits or numbers to be regressed. */
export const architectures: Readonly<Record<string, () => tf.LayersModel>> = {
  "an MLP": () => {
    const x = tf.input({ shape: [10], name: "features" });
    return model(x, chain(x, units(16, "relu"), units(12, "selu"), units(8, "elu"), units(4)));
  },

  "a LeNet": () => {
    const x = image(16, 1);
    const tanh = layer(activation({ activation: "tanh" }));
    return model(
      x,
      chain(
        x,
        layer(conv2d({ filters: 4, kernelSize: 5 })),
        tanh,
        layer(averagePooling2d({ poolSize: 2 })),
        layer(conv2d({ filters: 8, kernelSize: 3, activation: "sigmoid" })),
        pool,
        layer(flatten()),
        units(16, "tanh"),
        units(5),
      ),
    );
  },

  "a network like VGG": () => {
    const x = image();
    const block = (filters: number): Apply => (x) =>
      chain(x, convolution(filters), relu, convolution(filters), relu, pool);
    return model(x, chain(x, block(4), block(8), layer(flatten()), units(12, "relu"), units(6)));
  },

  "a residual network with batch normalisation": () => {
    const x = image();
    const stem = chain(x, convolution(4), normalise, relu);
    const body = residual(residual(stem, 4, 1), 8, 2);
    return model(x, chain(body, layer(globalAveragePooling2d({})), units(5)));
  },

  "depthwise separable convolutions with ReLU6": () => {
    const x = image(13);
    const block = (filters: number, strides: 1 | 2): Apply => (x) =>
      chain(
        x,
        layer(depthwiseConv2d({ kernelSize: 3, strides, padding: "same", useBias: false })),
        normalise,
        layer(reLU({ maxValue: 6 })),
        convolution(filters, 1),
        normalise,
        layer(reLU({ maxValue: 6 })),
      );
    return model(
      x,
      chain(
        x,
        convolution(4, 3, 2),
        block(8, 1),
        block(8, 2),
        layer(separableConv2d({ filters: 6, kernelSize: 3, padding: "same", depthMultiplier: 2 })),
        layer(globalAveragePooling2d({})),
        units(5),
      ),
    );
  },

  "a U-Net with transposed convolutions": () => {
    const x = image(8, 2);
    const down1 = chain(x, convolution(4), relu);
    const down2 = chain(down1, pool, convolution(8), relu);
    const bottom = chain(down2, pool, convolution(8), relu);
    const up = (filters: number) =>
      layer(conv2dTranspose({ filters, kernelSize: 3, strides: 2, padding: "same" }));
    const join = (a: tf.SymbolicTensor, b: tf.SymbolicTensor) =>
      concatenate().apply([a, b]) as tf.SymbolicTensor;
    const up2 = chain(join(up(8)(bottom), down2), convolution(8), relu);
    const up1 = chain(join(up(4)(up2), down1), convolution(4), relu);
    return model(x, chain(up1, convolution(3, 1)));
  },

  "an average-pooling classifier with padding and upsampling": () => {
    const x = image(9);
    return model(
      x,
      chain(
        x,
        layer(zeroPadding2d({ padding: [[1, 0], [0, 2]] })),
        layer(conv2d({ filters: 6, kernelSize: 3, strides: 2 })),
        layer(prelu({ sharedAxes: [1, 2] })),
        layer(averagePooling2d({ poolSize: 3, strides: 1, padding: "same" })),
        layer(upSampling2d({ size: [2, 2] })),
        layer(conv2d({ filters: 6, kernelSize: [2, 3], strides: [2, 1], activation: "relu" })),
        layer(globalAveragePooling2d({})),
        units(4),
      ),
    );
  },

  "an LSTM over sequences": () => {
    const x = tf.input({ shape: [6, 5], name: "sequence" });
    return model(
      x,
      chain(
        x,
        layer(lstm({ units: 7, returnSequences: true, ...recurrent })),
        layer(lstm({ units: 6, ...recurrent })),
        units(4),
      ),
    );
  },

  "a GRU over sequences, both ways": () => {
    const x = tf.input({ shape: [5, 4], name: "sequence" });
    const both = bidirectional({
      layer: gru({ units: 6, returnSequences: true, ...recurrent }) as tf.layers.RNN,
      mergeMode: "concat",
    });
    return model(
      x,
      chain(
        x,
        layer(both),
        layer(timeDistributed({ layer: dense({ units: 5, activation: "relu" }) })),
        layer(globalMaxPooling1d({})),
        units(3),
      ),
    );
  },

  "1D convolutions over signals": () => {
    const x = tf.input({ shape: [32, 2], name: "signal" });
    return model(
      x,
      chain(
        x,
        layer(conv1d({ filters: 6, kernelSize: 5, padding: "valid", activation: "relu" })),
        layer(maxPooling1d({ poolSize: 2 })),
        layer(
          conv1d({ filters: 8, kernelSize: 3, strides: 2, padding: "same", activation: "relu" }),
        ),
        layer(globalAveragePooling1d()),
        units(4),
      ),
    );
  },

  "an embedding with attention": () => {
    const tokens = tf.input({ shape: [7], name: "tokens", dtype: "int32" });
    const x = chain(
      tokens,
      layer(embedding({ inputDim: 11, outputDim: 8 })),
      layer(layerNormalization({})),
    );
    const query = units(8)(x);
    const key = units(8)(x);
    const value = units(8)(x);
    const scores = dot({ axes: [2, 2] }).apply([query, key]) as tf.SymbolicTensor;
    const weights = layer(softmax({ axis: -1 }))(scores);
    const attended = dot({ axes: [2, 1] }).apply([weights, value]) as tf.SymbolicTensor;
    const mixed = add().apply([attended, x]) as tf.SymbolicTensor;
    return model(
      tokens,
      chain(
        mixed,
        layer(layerNormalization({})),
        layer(permute({ dims: [2, 1] })),
        layer(flatten()),
        units(5),
      ),
    );
  },

  "several inputs and outputs": () => {
    const x = image(8, 1);
    const facts = tf.input({ shape: [4], name: "facts" });
    const seen = chain(x, convolution(4), relu, pool, layer(flatten()));
    const known = units(6, "relu")(facts);
    const both = concatenate().apply([seen, known]) as tf.SymbolicTensor;
    return model([x, facts], [units(5)(both), chain(both, units(6, "tanh"), units(2))]);
  },

  "dropout and weight penalties": () => {
    const x = tf.input({ shape: [12], name: "features" });
    const kernelRegularizer = tf.regularizers.l2({ l2: 0.01 });
    const biasRegularizer = tf.regularizers.l1({ l1: 0.02 });
    return model(
      x,
      chain(
        x,
        layer(dense({ units: 16, activation: "relu", kernelRegularizer, biasRegularizer })),
        layer(dropout({ rate: 0.3 })),
        layer(dense({ units: 8, activation: "relu", kernelRegularizer })),
        layer(dropout({ rate: 0.5 })),
        units(4),
      ),
    );
  },
};
