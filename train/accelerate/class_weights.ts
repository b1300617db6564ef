// This module is browser compatible.

import type * as tf from "@tensorflow/tfjs";
import { WeftError } from "../../error.ts";
import type { Table } from "./fit_data.ts";

/**
 * Weights of classes, as tf.LayersModel.fit takes them: one record, a list, or a record by output.
 */
export type FitClassWeight = tf.ClassWeight | tf.ClassWeight[] | tf.ClassWeightMap;

/**
 * Makes the weight of each row from the weight of its class.
 *
 * @returns For each target a table [rows], or undefined for one without weights.
 * @throws {WeftError} `usage` when a class has no weight, or weights do not belong to an output.
 */
export function weightTables(
  given: FitClassWeight | undefined,
  targets: readonly Table[],
): (Table | undefined)[] {
  if (given === undefined || given === null) return targets.map(() => undefined);
  const names = targets.map(({ name }) => name);
  const list = Array.isArray(given) ? given : listOf(given, names);
  if (list.length !== names.length) throw outputsError(names, `a list of ${list.length}`);
  return targets.map((target, i) => list[i] ? weightTable(list[i], target) : undefined);
}

/** The weights of each output, of a record by output or by class. */
function listOf(
  given: tf.ClassWeight | tf.ClassWeightMap,
  names: readonly string[],
): (tf.ClassWeight | undefined)[] {
  const isByOutput = Object.values(given).some((value) => typeof value === "object");
  if (!isByOutput && names.length === 1) return [given as tf.ClassWeight];
  const unknown = Object.keys(given).find((key) => !names.includes(key));
  if (unknown !== undefined) throw outputsError(names, `a record with ${unknown}`);
  return names.map((name) => (given as tf.ClassWeightMap)[name]);
}

function outputsError(names: readonly string[], got: string): WeftError {
  return new WeftError(
    "usage",
    `Cannot fit: classWeight expects weights for the outputs ${names.join(", ")}, got ${got}`,
    "Pass a list in this order, or a record with these names",
  );
}

function weightTable(weights: tf.ClassWeight, target: Table): Table {
  const { name, rows, shape, data } = target;
  if (shape.length !== 1) {
    throw new WeftError(
      "usage",
      `Cannot fit: classWeight works for targets of one axis beside the rows, ${name} has ` +
        `${shape.length}`,
      "Leave classWeight out, and multiply by the weights in a loss function of your own",
    );
  }
  const width = data.length / rows;
  const values = Float32Array.from({ length: rows }, (_, row) => {
    const label = width === 1 ? data[row]! : indexOfLargest(data, row * width, width);
    const weight = weights[label];
    if (weight !== undefined) return weight;
    throw new WeftError(
      "usage",
      `Cannot fit: classWeight has no weight for class ${label} of ${name} (row ${row})`,
      "Give a weight for each class, 1 for those that should count as they are",
    );
  });
  return { name, rows, shape: [], dtype: "float32", data: values, scale: undefined };
}

function indexOfLargest(data: ArrayLike<number>, from: number, count: number): number {
  let largest = 0;
  for (let i = 1; i < count; i++) if (data[from + i]! > data[from + largest]!) largest = i;
  return largest;
}
