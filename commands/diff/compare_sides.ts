import { findFusedParting } from "./fused.ts";
import { type InputFlags, type Inputs, makeInputs } from "./inputs/make_inputs.ts";
import { type Origin, traceNotFinite } from "./not_finite.ts";
import { type Participant, prepareOpponent, prepareReference } from "./participant.ts";
import type { SkippedValue } from "./plan.ts";
import { type PartingReport, reportParting } from "./report.ts";
import { reproduce } from "./reproduce.ts";
import type { Runner } from "./runner.ts";
import { type Parting, type Walk, walkValues } from "./walk.ts";
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

/** The callbacks of a comparison while it works. */
export interface ComparisonHooks {
  /** Gives the folder of a reproduction, by the number of those before it. */
  readonly folderOf: (index: number) => string;
  /** Called with what is done next. */
  readonly onStep: (step: string) => void;
}

/** The parting of a side from the reference, or from itself when it is optimised. */
type Partings = ReadonlyMap<Participant, Parting>;

/**
 * Compares all sides with the first one, value by value, then each side with its optimised self.
 *
 * @throws {WeftError} when the inputs cannot be made, or a model does not run.
 */
export async function compareSides(
  sides: readonly [Runner, ...Runner[]],
  flags: DiffFlags,
  hooks: ComparisonHooks,
): Promise<DiffResult> {
  const [first, ...others] = sides;
  const { tolerance } = flags;
  const inputs = await makeInputs(first.open, first.file, flags);
  const reference = await prepareReference(first, inputs.values);
  const opponents: Participant[] = [];
  for (const runner of others) opponents.push(await prepareOpponent(runner, reference));
  const { length } = reference.plan.groups.flat();
  const values = length === 1 ? "1 value" : `${length} values`;
  hooks.onStep(
    opponents.length > 0
      ? `Comparing ${values} of ${sides.map(({ label }) => label).join(" and ")}`
      : `Computing ${values} of ${first.label}`,
  );
  const walk = await walkValues(reference, opponents, tolerance);
  const all = [reference, ...opponents];
  const partings = await findPartings(all, walk, tolerance, hooks);
  const reports: PartingReport[] = [];
  for (const [participant, parting] of partings) {
    const left = parting.left.open === first.open ? reference : participant;
    const folder = hooks.folderOf(reports.length);
    hooks.onStep(`Cutting out ${parting.value.name}`);
    reports.push(await explain(parting, left, participant, tolerance, folder));
  }
  const notFinite: Record<string, readonly Origin[]> = {};
  for (const participant of all.filter(({ runner }) => walk.notFinite.has(runner))) {
    hooks.onStep(`Following NaN and infinities on ${participant.runner.label}`);
    notFinite[participant.runner.label] = await traceNotFinite(participant);
  }
  return {
    files: [...new Set(sides.map(({ file }) => file))],
    sides: sides.map(({ label }) => label),
    seed: flags.seed,
    inputs: usedInputs(inputs),
    values: walk.values,
    skipped: reference.plan.skipped,
    unmatched: opponents.map(({ matches }) => matches.unmatched),
    agreements: agreementsOf(opponents, partings, walk),
    ...{ notFinite, partings: reports },
  };
}

/** The partings of the walk, and those of optimised graphs for the sides that have none. */
async function findPartings(
  participants: readonly Participant[],
  walk: Walk,
  tolerance: number | undefined,
  { onStep }: ComparisonHooks,
): Promise<Partings> {
  const partings = new Map(walk.partings);
  for (const participant of participants.filter((each) => !partings.has(each))) {
    onStep(`Comparing ${participant.runner.label} with its optimised graph`);
    const found = await findFusedParting(participant, tolerance);
    if (found) partings.set(participant, found);
  }
  return partings;
}

/** Cuts the node of a parting out, writes it, and collects what is known. */
async function explain(
  parting: Parting,
  left: Participant,
  right: Participant,
  tolerance: number | undefined,
  folder: string,
): Promise<PartingReport> {
  const sameModel = left.runner.open === right.runner.open;
  const nameOf = (name: string) => sameModel ? name : right.matches.names.get(name);
  const rightName = nameOf(parting.value.name)!;
  const reproduction = await reproduce(parting, left, rightName, tolerance);
  if (reproduction) await writeReproduction(folder, parting, reproduction);
  const written = reproduction && { reproduction, folder };
  return await reportParting(parting, left, { ...right, nameOf }, tolerance, written);
}

function usedInputs({ values, random }: Inputs): UsedInput[] {
  return [...values].map(([name, { type, shape }]) => ({
    ...{ name, type, shape },
    random: random.includes(name),
  }));
}

function agreementsOf(
  opponents: readonly Participant[],
  partings: Partings,
  { closest }: Walk,
): Record<string, number> {
  return Object.fromEntries(
    opponents.filter((opponent) => !partings.has(opponent))
      .map((opponent) => [opponent.runner.label, closest.get(opponent)!]),
  );
}
