import { elementBytes, elementCount, isValueType } from "../../onnx/tensor_value.ts";
import { WeftError } from "../../error.ts";
import { graphTypes } from "../../onnx/placement/graph_types.ts";
import { type ComputedValue, computedValues } from "../../onnx/values.ts";
import { type InputType, withOutputs } from "../../onnx/cut.ts";
import { openSession, type Runner } from "./runner.ts";

/** Bytes of values that one run returns. */
export const GROUP_BYTES = 256 * 2 ** 20;

/** A value that cannot be compared. */
export interface SkippedValue {
  readonly name: string;
  readonly why: string;
}

/** The values of a graph in the order of its nodes, in groups that fit into memory. */
export interface Plan {
  readonly groups: readonly (readonly ComputedValue[])[];
  readonly skipped: readonly SkippedValue[];
}

/**
 * Plans the runs that return every value of a graph. ONNX Runtime infers element types and shapes.
 *
 * @param inputs Types and shapes of the inputs.
 * @param groupBytes The most bytes of one group, unless one value is larger.
 */
export async function planRuns(
  runner: Runner,
  inputs: ReadonlyMap<string, InputType>,
  groupBytes = GROUP_BYTES,
): Promise<Plan> {
  const { graph } = runner.open;
  const values = computedValues(graph);
  // ONNX Runtime for JavaScript does not load a model with an output of bfloat16.
  const types = graphTypes(graph).values;
  const names = values.map(({ name }) => name).filter((name) => {
    const type = types.get(name);
    return type === undefined || isValueType(type);
  });
  if (names.length === 0) throw nothingToCompare(runner);
  const session = await openSession(withOutputs(runner.open, inputs, names), runner);
  const metadata = new Map(session.outputs.map((value) => [value.name, value]));
  await session.close();
  const skipped: SkippedValue[] = [];
  const sizes = values.flatMap((value): { value: ComputedValue; bytes: number | undefined }[] => {
    const found = metadata.get(value.name);
    if (found?.isTensor && isValueType(found.type)) {
      const known = found.shape.every((length) => typeof length === "number" && length >= 0);
      const count = elementCount(found.shape as readonly number[]);
      return [{ value, bytes: known ? count * elementBytes(found.type) : undefined }];
    }
    const type = found?.isTensor ? found.type : types.get(value.name);
    const why = type === undefined ? "it is not a tensor" : `its elements are ${type}`;
    skipped.push({ name: value.name, why });
    return [];
  });
  if (sizes.length === 0) throw nothingToCompare(runner);
  // A value of unknown size counts as much as the largest one.
  const largest = Math.max(0, ...sizes.map(({ bytes }) => bytes ?? 0));
  const groups: ComputedValue[][] = [];
  let left = 0;
  for (const { value, bytes = largest } of sizes) {
    if (groups.length === 0 || bytes > left) {
      groups.push([]);
      left = groupBytes;
    }
    groups.at(-1)!.push(value);
    left -= bytes;
  }
  return { groups, skipped };
}

function nothingToCompare({ file }: Runner): WeftError {
  return new WeftError(
    "model",
    `Cannot compare ${file}: it computes no tensor of numbers`,
    "Compare a model that does",
  );
}
