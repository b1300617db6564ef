// This module is browser compatible.

import { WeftError } from "../../error.ts";
import type { ExportOptions } from "../export_options.ts";
import type { DType } from "../graph.ts";
import type { InputSpec } from "./source.ts";

/** An input as the model describes it. */
export interface DescribedInput {
  readonly name: string;
  /** Lengths of the axes, null for any; undefined when the model does not say how many axes. */
  readonly shape: readonly (number | null)[] | undefined;
  readonly dtype: DType;
}

/**
 * The types of a model's inputs with the lengths that the options fix. What remains null is the
 * batch: the first axis, or any axis for which `shapes` has null.
 *
 * @throws {WeftError} `compiler` when a length remains free, or when an option contradicts the
 * model.
 */
export function fixedInputs(
  inputs: readonly DescribedInput[],
  { shapes = {}, batchSize }: Pick<ExportOptions, "shapes" | "batchSize">,
): Record<string, InputSpec> {
  const unknown = Object.keys(shapes).find((name) => inputs.every((input) => input.name !== name));
  if (unknown !== undefined) {
    throw new WeftError(
      "compiler",
      `Cannot fix the shape of '${unknown}': the model has no such input`,
      `Its inputs are ${inputs.map(({ name }) => name).join(", ")}`,
    );
  }
  const free = inputs.filter(({ name, shape }) =>
    !shapes[name] && (!shape || shape.slice(1).includes(null))
  );
  if (free.length > 0) throw freeLengths(free);
  return Object.fromEntries(inputs.map((input) => {
    const wanted = shapes[input.name];
    const shape = wanted ? fixed(input, wanted) : input.shape!;
    const [first] = shape;
    if (batchSize !== undefined && typeof first === "number" && first !== batchSize) {
      throw new WeftError(
        "compiler",
        `Cannot export with the batch size ${batchSize}: the first length of its input ` +
          `'${input.name}' is ${first}`,
        "Leave the batch size away, or give a shape that begins with it",
      );
    }
    return [input.name, { shape, dtype: input.dtype }];
  }));
}

/** A shape in messages: `[batch, any, 3]`. */
function shapeText(shape: readonly (number | null)[]): string {
  return `[${shape.map((length, axis) => length ?? (axis === 0 ? "batch" : "any")).join(", ")}]`;
}

function fixed(
  { name, shape }: DescribedInput,
  wanted: readonly (number | null)[],
): readonly (number | null)[] {
  const fits = shape === undefined || shape.length === wanted.length &&
      shape.every((length, axis) => length === null || length === wanted[axis]);
  if (fits) return wanted;
  throw new WeftError(
    "compiler",
    `Cannot give the input '${name}' the shape [${
      wanted.map((length) => length ?? "batch").join(", ")
    }]: the model takes ${shapeText(shape)}`,
    "Keep the lengths that are numbers, and give one length for each axis",
  );
}

function freeLengths(inputs: readonly DescribedInput[]): WeftError {
  const described = inputs.map(({ name, shape }) =>
    shape
      ? `its input '${name}' of shape ${shapeText(shape)} has a free length besides the batch`
      : `its input '${name}' has no shape`
  );
  const flags = inputs.map(({ name, shape = [null, null] }) =>
    `--shape ${name}=${shape.map((length, axis) => length ?? (axis === 0 ? "batch" : 224))}`
  );
  return new WeftError(
    "compiler",
    `Cannot export the model: ${described.join("; ")}`,
    `Fix the lengths, for example ${flags.join(" ")}, or by the option shapes`,
  );
}
