import { withOutputs } from "../../onnx/cut.ts";
import type { ComputedValue } from "../../onnx/values.ts";
import { compareTensors, type Comparison } from "./compare.ts";
import type { Participant } from "./participant.ts";
import { runModel, type Runner } from "./runner.ts";
import { hasNotFinite } from "./statistics.ts";

/** A value in which two sides part. */
export interface Parting {
  /** The value and its node, in the reference. */
  readonly value: ComputedValue;
  readonly left: Runner;
  readonly right: Runner;
  readonly comparison: Comparison;
}

/** Result of the comparison of all values. */
export interface Walk {
  /** The first value in which each opponent parts from the reference. */
  readonly partings: ReadonlyMap<Participant, Parting>;
  /** The largest difference of each opponent, in units of what is allowed. */
  readonly closest: ReadonlyMap<Participant, number>;
  /** The sides that have NaN or infinite numbers in a value that was looked at. */
  readonly notFinite: ReadonlySet<Runner>;
  /** The number of values that were looked at. */
  readonly values: number;
}

/**
 * Runs all sides with every value as an output and compares the values in the order of the nodes.
 * Values come in groups; it ends when every opponent has parted.
 */
export async function walkValues(
  reference: Participant,
  opponents: readonly Participant[],
  tolerance: number | undefined,
): Promise<Walk> {
  const { runner: left, feeds, plan } = reference;
  const partings = new Map<Participant, Parting>();
  const closest = new Map(opponents.map((opponent) => [opponent, 0]));
  const notFinite = new Set<Runner>();
  let values = 0;
  for (const group of plan.groups) {
    if (opponents.length > 0 && partings.size === opponents.length) break;
    const expected = await runModel(
      withOutputs(left.open, feeds, group.map(({ name }) => name)),
      left,
      feeds,
    );
    values += group.length;
    if ([...expected.values()].some(hasNotFinite)) notFinite.add(left);
    for (const opponent of opponents.filter((opponent) => !partings.has(opponent))) {
      const { runner, matches, skipped } = opponent;
      const common = group.filter(({ name }) => {
        const counterpart = matches.names.get(name);
        return counterpart !== undefined && !skipped.has(counterpart);
      });
      const names = common.map(({ name }) => matches.names.get(name)!);
      if (names.length === 0) continue;
      const model = withOutputs(runner.open, opponent.feeds, names);
      const found = await runModel(model, runner, opponent.feeds);
      if ([...found.values()].some(hasNotFinite)) notFinite.add(runner);
      for (const value of common) {
        const ours = expected.get(value.name), theirs = found.get(matches.names.get(value.name)!);
        if (!ours || !theirs) continue;
        const comparison = compareTensors(ours, theirs, tolerance);
        if (comparison.parts) {
          partings.set(opponent, { value, left, right: runner, comparison });
          break;
        }
        const share = comparison.difference / (comparison.allowed || 1);
        closest.set(opponent, Math.max(closest.get(opponent)!, share));
      }
    }
  }
  return { partings, closest, notFinite, values };
}
