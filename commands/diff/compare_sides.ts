import type { OpenModel } from "../../onnx/open_model.ts";
import { castTensor, isValueType, type TensorValue } from "../../onnx/tensor_value.ts";
import { portOf } from "../../onnx/port.ts";
import { requiredInputs } from "../../onnx/values.ts";
import { WeftError } from "../../error.ts";
import { findFusedParting } from "./fused.ts";
import { type InputFlags, makeInputs } from "./inputs/make_inputs.ts";
import { matchValues } from "./match_values.ts";
import { type Origin, traceNotFinite } from "./not_finite.ts";
import { type Plan, planRuns, type SkippedValue } from "./plan.ts";
import { type PartingReport, reportParting } from "./report.ts";
import { reproduce } from "./reproduce.ts";
import type { Runner, Values } from "./runner.ts";
import { type Opponent, type Parting, walkValues } from "./walk.ts";
import { writeReproduction } from "./write_reproduction.ts";

/** An input of a comparison. */
export interface UsedInput {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly random: boolean;
}

/** Result of `deno task diff`. */
export interface DiffResult {
  readonly files: readonly string[];
  readonly sides: readonly string[];
  readonly seed: number;
  readonly inputs: readonly UsedInput[];
  /** The number of values that were looked at. */
  readonly values: number;
  readonly skipped: readonly SkippedValue[];
  /** By side other than the first, the values of either model that the other one does not have. */
  readonly unmatched: readonly (readonly [readonly string[], readonly string[]])[];
  /** By side, the largest difference in units of what is allowed; missing for sides that part. */
  readonly agreements: Readonly<Record<string, number>>;
  /** By side, the way from the first NaN (or infinity) to its origin. */
  readonly notFinite: Readonly<Record<string, readonly Origin[]>>;
  readonly partings: readonly PartingReport[];
}

/** The flags of a comparison. */
export interface DiffFlags extends InputFlags {
  readonly tolerance: number | undefined;
}

/**
 * Compares all sides with the first one, value by value, then each optimised side with itself.
 *
 * @param folderOf The folder of a reproduction, by the number of those before it.
 */
export async function compareSides(
  sides: readonly [Runner, ...Runner[]],
  flags: DiffFlags,
  folderOf: (index: number) => string,
): Promise<DiffResult> {
  const [reference, ...others] = sides;
  const { tolerance, seed } = flags;
  const inputs = await makeInputs(reference.open, reference.file, flags);
  const feeds = inputs.values;
  const plan = await planRuns(reference, feeds);
  const opponents = others.map((runner): Opponent => ({
    runner,
    feeds: feedsOf(runner.open, feeds, runner.file),
    matches: matchValues(reference.open.graph, runner.open.graph),
  }));
  const walk = await walkValues(reference, feeds, opponents, plan, tolerance);
  const self = {
    runner: reference,
    feeds,
    matches: matchValues(reference.open.graph, reference.open.graph),
  };
  const partings = new Map<Opponent, Parting>(walk.partings);
  for (const opponent of [self, ...opponents]) {
    if (partings.has(opponent)) continue;
    const own = await planOf(opponent);
    const found = await findFusedParting(
      opponent.runner,
      opponent.feeds,
      skippedOf(own),
      tolerance,
    );
    if (found) partings.set(opponent, found);
  }
  const reports: PartingReport[] = [];
  for (const [opponent, parting] of partings) {
    const ours = parting.left.open === reference.open ? feeds : opponent.feeds;
    const names = parting.right.optimize
      ? matchValues(parting.left.open.graph, parting.left.open.graph).names
      : opponent.matches.names;
    const skipped = skippedOf(parting.left.open === reference.open ? plan : await planOf(opponent));
    const rightName = names.get(parting.value.name)!;
    const reproduction = await reproduce(parting, ours, rightName, skipped, tolerance);
    const folder = folderOf(reports.length);
    if (reproduction) await writeReproduction(folder, parting, reproduction);
    const written = reproduction && { reproduction, folder };
    reports.push(
      await reportParting(
        parting,
        { feeds: ours, skipped },
        { feeds: opponent.feeds, names },
        tolerance,
        written,
      ),
    );
  }
  const notFinite: Record<string, readonly Origin[]> = {};
  for (const opponent of [self, ...opponents].filter(({ runner }) => walk.notFinite.has(runner))) {
    const { runner, feeds } = opponent;
    notFinite[runner.label] = await traceNotFinite(runner, feeds, await planOf(opponent));
  }
  return {
    files: [...new Set(sides.map(({ file }) => file))],
    sides: sides.map(({ label }) => label),
    seed,
    inputs: [...feeds].map(([name, { type, shape }]) => ({
      ...{ name, type, shape },
      random: inputs.random.includes(name),
    })),
    values: walk.values,
    skipped: plan.skipped,
    unmatched: opponents.map(({ matches }) => matches.unmatched),
    agreements: Object.fromEntries(
      opponents.filter((opponent) => !partings.has(opponent))
        .map((opponent) => [opponent.runner.label, walk.closest.get(opponent)!]),
    ),
    notFinite,
    partings: reports,
  };

  async function planOf({ runner, feeds }: Opponent): Promise<Plan> {
    return runner.open === reference.open ? plan : await planRuns(runner, feeds);
  }
}

const skippedOf = ({ skipped }: Plan) => new Set(skipped.map(({ name }) => name));

/**
 * The inputs of a model from those of another one: by name, else by position.
 *
 * @throws {WeftError} `model` when one is missing.
 */
function feedsOf({ graph }: OpenModel, feeds: Values, file: string): Values {
  const ports = requiredInputs(graph).map(portOf);
  const inOrder = [...feeds.values()];
  return new Map(ports.map(({ name, type }, i): [string, TensorValue] => {
    const value = feeds.get(name) ?? (ports.length === inOrder.length ? inOrder[i] : undefined);
    if (value !== undefined && isValueType(type)) return [name, castTensor(value, type)];
    throw new WeftError(
      "model",
      `Cannot compare with ${file}: the first model has nothing for its input ${name} (${type})`,
      "Compare models with the same inputs",
    );
  }));
}
