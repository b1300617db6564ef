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
 * @throws {WeftError} `usage` when a class has no weight.
 */
export function weightTables(
  given: FitClassWeight | undefined,
  targets: readonly Table[],
): (Table | undefined)[] {
  if (given === undefined) return targets.map(() => undefined);
  return targets.map((target, i) => {
    const weights = Array.isArray(given) ? given[i] : (given as tf.ClassWeightMap)[target.name] ??
      (targets.length === 1 ? given as tf.ClassWeight : undefined);
    return weights && weightTable(weights, target);
  });
}

function weightTable(weights: tf.ClassWeight, target: Table): Table {
  const { name, rows, data } = target;
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
