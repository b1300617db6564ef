// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { TracingBackend } from "./backend.ts";

/**
 * Runs `fn` and records the layer that calls each kernel, so that nodes get names such as
 * `conv1/Conv`. The outermost model does not appear in that path; models used as layers do.
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
