/**
 * Recurrent models, whose steps are compiled as one node (compiler/recurrence/).
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

const { bidirectional, dense, gru, lstm, simpleRNN } = tf.layers;

/** Time steps of the sequences. */
export const LENGTH = 16;

const sequence = (length = LENGTH) => tf.input({ shape: [length, 3], name: "sequence" });
const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
  layer.apply(x) as tf.SymbolicTensor;

/** A model of layers one after another. */
export function chain(layers: tf.layers.Layer[], length?: number): tf.LayersModel {
  const inputs = sequence(length);
  return tf.model({ inputs, outputs: layers.reduce((x, layer) => apply(layer, x), inputs) });
}

/** Models by name. Each of their recurrent layers becomes one node, two in a training step. */
export const recurrentModels: Readonly<Record<string, () => tf.LayersModel>> = {
  "a SimpleRNN": () => chain([simpleRNN({ units: 5 }), dense({ units: 2 })]),
  "a GRU": () => chain([gru({ units: 5 }), dense({ units: 2 })]),
  "an LSTM": () => chain([lstm({ units: 5 }), dense({ units: 2 })]),
  "an LSTM with sigmoid gates, without a bias": () =>
    chain([lstm({ units: 5, recurrentActivation: "sigmoid", useBias: false })]),
  "an LSTM of one unit": () => chain([lstm({ units: 1 }), dense({ units: 2 })]),
  "an LSTM with other activations": () =>
    chain([lstm({ units: 4, activation: "elu", recurrentActivation: "softsign" })]),
  "two bidirectional layers with sigmoid gates": () => {
    const settings = { units: 3, recurrentActivation: "sigmoid", returnSequences: true } as const;
    return chain([
      bidirectional({ layer: lstm(settings) as tf.layers.RNN, mergeMode: "concat" }),
      bidirectional({ layer: gru(settings) as tf.layers.RNN, mergeMode: "ave" }),
    ]);
  },
  "a GRU with rectified steps and sigmoid gates": () =>
    chain([gru({ units: 4, activation: "relu", recurrentActivation: "sigmoid" })]),
  "linear steps": () => chain([simpleRNN({ units: 4, activation: "linear", useBias: false })]),
  "a GRU with returned sequences": () => chain([gru({ units: 4, returnSequences: true })]),
  "a GRU that goes backwards": () =>
    chain([gru({ units: 4, returnSequences: true, goBackwards: true })]),
  "two stacked LSTMs": () =>
    chain([lstm({ units: 5, returnSequences: true }), lstm({ units: 4 }), dense({ units: 2 })]),
  "a stack of three cells": () => {
    const cell = [
      tf.layers.lstmCell({ units: 4, name: "first" }),
      tf.layers.gruCell({ units: 5, name: "second" }),
      tf.layers.simpleRNNCell({ units: 3, name: "third" }),
    ];
    return chain([tf.layers.rnn({ cell }) as tf.layers.Layer]);
  },
  "a bidirectional LSTM": () =>
    chain([
      bidirectional({ layer: lstm({ units: 4 }) as tf.layers.RNN, mergeMode: "concat" }),
      dense({ units: 2 }),
    ]),
  "a bidirectional GRU with returned sequences": () =>
    chain([
      bidirectional({
        layer: gru({ units: 4, returnSequences: true }) as tf.layers.RNN,
        mergeMode: "sum",
      }),
    ]),
  "masked steps": () =>
    chain([
      tf.layers.activation({ activation: "relu" }),
      tf.layers.masking({ maskValue: 0 }),
      lstm({ units: 4, returnSequences: true }),
      gru({ units: 3 }),
    ]),
  "dropout of inputs and states": () =>
    chain([lstm({ units: 4, dropout: 0.3, recurrentDropout: 0.4 }), dense({ units: 2 })]),
  "dropout in a GRU": () =>
    chain([gru({ units: 4, dropout: 0.2, recurrentDropout: 0.1 }), dense({ units: 2 })]),
  "an encoder and a decoder that starts with its states": () => {
    const inputs = sequence();
    const [, ...states] = lstm({ units: 4, returnState: true }).apply(
      inputs,
    ) as tf.SymbolicTensor[];
    const decoded = lstm({ units: 4, returnSequences: true }).apply(inputs, {
      initialState: states,
    } as unknown as Record<string, unknown>) as tf.SymbolicTensor;
    return tf.model({ inputs, outputs: decoded });
  },
  "an LSTM of convolutions": () => {
    const inputs = tf.input({ shape: [LENGTH, 4, 4, 2], name: "film" });
    const film = tf.layers.convLstm2d({ filters: 3, kernelSize: 3, padding: "same" });
    const outputs = apply(tf.layers.flatten(), apply(film as tf.layers.Layer, inputs));
    return tf.model({ inputs, outputs });
  },
  "a frozen GRU after a trained one": () =>
    chain([
      gru({ units: 4, returnSequences: true }),
      gru({ units: 3, trainable: false }),
    ]),
  "weights with penalties": () =>
    chain([gru({
      units: 4,
      kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) as never,
      recurrentRegularizer: tf.regularizers.l1({ l1: 0.01 }) as never,
    })]),
};
