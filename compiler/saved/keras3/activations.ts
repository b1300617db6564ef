// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { isConfig, unsupportedLayer } from "./json.ts";

/** An activation of tfjs: an object with the function. */
interface Activation {
  apply(x: tf.Tensor): tf.Tensor;
}

/** Activations of Keras 3 that tfjs has under another name. */
const RENAMED: Readonly<Record<string, string>> = {
  silu: "swish",
  hard_swish: "hard_silu",
  log_softmax: "logSoftmax",
};

/** Activations that tfjs has as Keras 3 defines them, by Keras's names. */
const SAME: ReadonlySet<string> = new Set([
  ...["elu", "selu", "relu", "relu6", "linear", "sigmoid", "softplus", "softsign", "tanh"],
  ...["softmax", "gelu", "mish", "swish", "logSoftmax"],
]);

const hardSigmoid = (x: tf.Tensor) => tf.div(tf.relu6(tf.add(x, 3)), 6);

/** Activations that tfjs does not have, or that Keras 3 defines in another way than Keras 2. */
const ADDED: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  hard_sigmoid: hardSigmoid,
  hard_silu: (x) => tf.mul(x, hardSigmoid(x)),
  leaky_relu: (x) => tf.leakyRelu(x, 0.2),
  exponential: tf.exp,
  log_sigmoid: tf.logSigmoid,
  celu: (x) => tf.elu(x),
  tanh_shrink: (x) => tf.sub(x, tf.tanh(x)),
};

const classNameOf = (name: string) => `keras3.${name.replaceAll("_", ".")}`;

/** Registers the activations with tfjs. */
export function registerActivations(): void {
  for (const [name, fn] of Object.entries(ADDED)) {
    const Base = tf.serialization.Serializable as unknown as new () =>
    tf.serialization.Serializable;
    tf.serialization.registerClass(
      class extends Base {
        static readonly className = classNameOf(name);
        apply(x: tf.Tensor): tf.Tensor {
          return tf.tidy(() => fn(x));
        }
        getConfig() {
          return {};
        }
      } as unknown as Parameters<typeof tf.serialization.registerClass>[0],
    );
  }
}

/** The identifier of an activation in tfjs. */
export function activationName(value: unknown, layer: string): string {
  const name = isConfig(value) && typeof value.config === "string"
    ? value.config
    : value ?? "linear";
  if (typeof name !== "string") throw unsupportedLayer(layer, "has an activation that is a layer");
  const own = RENAMED[name] ?? name;
  if (SAME.has(own)) return own;
  if (Object.hasOwn(ADDED, own)) return classNameOf(own);
  throw unsupportedLayer(layer, `has the activation '${name}', which tfjs does not have`);
}

/** The function of an activation, by its identifier in tfjs. */
export function activationFunction(name: string): (x: tf.Tensor) => tf.Tensor {
  const [cls] = tf.serialization.SerializationMap.getMap().classNameMap[name]!;
  const activation = new (cls as unknown as new () => Activation)();
  return (x) => activation.apply(x);
}
