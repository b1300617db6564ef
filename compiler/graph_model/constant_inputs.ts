// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import { graphInputs } from "./ports.ts";

/** Inputs of a graph model that are the same number at each run, by name. */
export type InputConstants = Readonly<Record<string, number>>;

/**
 * Tensors for the inputs that are constant, by the node that they feed: scalars, or tensors of the
 * model's shape filled with the number.
 *
 * @throws {WeftError} `compiler` for an unknown input and one with a free length.
 */
export function constantFeeds(
  model: tf.GraphModel,
  constants: InputConstants,
): Record<string, tf.Tensor> {
  const inputs = graphInputs(model);
  return Object.fromEntries(
    Object.entries(constants).map(([name, number]) => {
      const input = inputs.find((each) => each.name === name);
      const refuse = (why: string, hint: string) =>
        new WeftError("compiler", `Cannot fix the input '${name}': ${why}`, hint);
      if (!input) {
        const names = inputs.map((each) => each.name).join(", ");
        throw refuse("the model has no such input", `Its inputs are ${names}`);
      }
      const { node, shape = [], dtype } = input;
      if (shape.includes(null)) {
        throw refuse("a length of it is free", "Fix inputs that are a number or a small list");
      }
      return [node, tf.fill([...shape] as number[], number, dtype as "float32")];
    }),
  );
}
