// This module is browser compatible.

import { WeftError } from "../../../error.ts";

/** An object of JSON. */
export type Config = Readonly<Record<string, unknown>>;

/** A layer, initializer, … as Keras serializes it. */
export interface KerasObject {
  readonly class_name: string;
  readonly config: Config;
}

/** True for an object of JSON that is no list. */
export function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True for a serialized object with a class. */
export function isKerasObject(value: unknown): value is KerasObject {
  return isConfig(value) && typeof value.class_name === "string" && isConfig(value.config);
}

/** The error for a part of a Keras 3 model that tfjs has no counterpart of. */
export function unsupportedLayer(layer: string, why: string, hint?: string): WeftError {
  return new WeftError(
    "model",
    `Cannot load the Keras 3 model: layer '${layer}' ${why}`,
    hint ?? "Build the model without it, or export it from Keras with model.export(format='onnx')",
  );
}
