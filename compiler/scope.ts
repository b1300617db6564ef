// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "./backend.ts";

/**
 * Runs `fn` so that each kernel knows the layer that called it: nodes of the graph are then named
 * `conv1/Conv`. The outermost model has no name of its own in that path; models used as layers do.
 */
export function withLayerScopes<T>(backend: TracingBackend, fn: () => T): T {
  const { prototype } = tf.layers.Layer;
  const apply = prototype.apply;
  prototype.apply = function (this: tf.layers.Layer, ...args: Parameters<typeof apply>) {
    const outer = backend.scope;
    const outermost = outer === "" && this instanceof tf.LayersModel;
    if (!outermost) backend.scope = outer === "" ? this.name : `${outer}/${this.name}`;
    try {
      return apply.apply(this, args);
    } finally {
      backend.scope = outer;
    }
  };
  try {
    return fn();
  } finally {
    prototype.apply = apply;
  }
}
