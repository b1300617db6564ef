// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";

/**
 * Loads a model and gives an error of tfjs the name of the layer that was made or called when it
 * was thrown.
 *
 * @throws {WeftError} `model` for any error of tfjs.
 */
export async function namingLayers<T>(path: string, load: () => Promise<T>): Promise<T> {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const { prototype } = tf.layers.Layer;
  const { apply } = prototype;
  let layer: string | undefined;
  const noting = <R>(name: unknown, fn: () => R): R => {
    try {
      return fn();
    } catch (error) {
      if (typeof name === "string") layer ??= name;
      throw error;
    }
  };
  const originals = Object.entries(classNameMap).map(([name, entry]) => {
    const [cls, fromConfig] = entry;
    classNameMap[name] = [
      cls,
      (...args) => noting(args[1]?.name, () => fromConfig(...args)),
    ];
    return [name, entry] as const;
  });
  prototype.apply = function (...args) {
    return noting(this.name, () => apply.apply(this, args));
  };
  try {
    return await load();
  } catch (error) {
    if (error instanceof WeftError) throw error;
    const [message] = `${error instanceof Error ? error.message : error}`.split("\n");
    throw new WeftError(
      "model",
      `Cannot load ${path}: ${layer === undefined ? "" : `layer '${layer}': `}${message}`,
      "Save the model again, with the version of tfjs or of the converter that is installed",
      { cause: error },
    );
  } finally {
    prototype.apply = apply;
    for (const [name, entry] of originals) classNameMap[name] = entry;
  }
}
