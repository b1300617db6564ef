import { nodeName } from "../../onnx/cut.ts";
import type { NodeProto } from "onnx-buf";
import { operatorOf } from "../../onnx/operators.ts";
import { computedValues, constantTensors, readsOf } from "../../onnx/values.ts";
import type { TensorValue } from "../../onnx/tensor_value.ts";
import { compareTensors, type Comparison } from "./compare.ts";
import { fetchValues } from "./fetch_values.ts";
import { nodeDifferences } from "./node_differences.ts";
import type { Participant } from "./participant.ts";
import type { Reproduction } from "./reproduce.ts";
import { type Statistics, statisticsOf } from "./statistics.ts";
import type { Parting } from "./walk.ts";

/** A value that the node reads in which two sides part. */
export interface ReadValue {
  readonly name: string;
  readonly kind: "input" | "constant" | "computed";
  readonly type: string;
  readonly shape: readonly number[];
  readonly statistics: Statistics;
  /** The difference between the sides, in units of what is allowed; only of computed values. */
  readonly difference?: number;
}

/** The place where two sides part, for the user. */
export interface PartingReport {
  readonly left: string;
  readonly right: string;
  /** True when the right side is the left one, optimised by ONNX Runtime. */
  readonly optimised: boolean;
  readonly node: string;
  readonly op: string;
  /** The position of the node among the nodes of the graph. */
  readonly index: number;
  readonly nodes: number;
  readonly value: string;
  readonly comparison: Comparison;
  readonly reads: readonly ReadValue[];
  /** True when the node draws random numbers, which differ in every run. */
  readonly random: boolean;
  /** The difference between the nodes of two models. */
  readonly nodeDifferences: readonly string[];
  /** The nodes cut out and run alone; missing where that is not possible. */
  readonly reproduction?: {
    /** True when they part. */
    readonly parts: boolean;
    readonly nodes: number;
    /** The execution providers that ran them on the right side, where that is known. */
    readonly providers: readonly string[];
    readonly folder: string;
  };
}

/** The right side, and its names of the left side's values. */
export interface RightSide extends Pick<Participant, "feeds" | "skipped"> {
  readonly nameOf: (name: string) => string | undefined;
}

/**
 * Collects what is known about a parting.
 *
 * @param written The reproduction and its folder, where there is one.
 */
export async function reportParting(
  parting: Parting,
  ours: Participant,
  theirs: RightSide,
  tolerance: number | undefined,
  written: { readonly reproduction: Reproduction; readonly folder: string } | undefined,
): Promise<PartingReport> {
  const { left, right, value: { name, node, index }, comparison } = parting;
  return {
    left: left.label,
    right: right.label,
    optimised: right.optimize,
    node: nodeName(node),
    op: operatorOf(node),
    index,
    nodes: left.open.graph.node.length,
    value: name,
    comparison,
    reads: await readValues(parting, ours, theirs, tolerance),
    random: drawsRandomNumbers(node),
    nodeDifferences: differencesOf(parting, theirs),
    ...(written
      ? {
        reproduction: {
          parts: written.reproduction.comparison.parts,
          nodes: written.reproduction.nodes,
          providers: written.reproduction.providers,
          folder: written.folder,
        },
      }
      : {}),
  };
}

/** The values that the node of a parting reads, with their statistics on the left side. */
async function readValues(
  { left, right, value: { node } }: Parting,
  { feeds, skipped }: Participant,
  theirs: RightSide,
  tolerance: number | undefined,
): Promise<ReadValue[]> {
  const names = readsOf(node);
  const values = await fetchValues(left, feeds, names, skipped);
  // With every value as an output nothing is fused, so an optimised side cannot be asked for them.
  const common = right.optimize ? [] : names.flatMap((name) => theirs.nameOf(name) ?? []);
  const others = await fetchValues(right, theirs.feeds, common, theirs.skipped);
  const constants = constantTensors(left.open.graph);
  return names.flatMap((name): ReadValue[] => {
    const value = values.get(name);
    if (value === undefined) return [];
    const other = others.get(theirs.nameOf(name) ?? "");
    const kind = constants.has(name) ? "constant" : feeds.has(name) ? "input" : "computed";
    return [{
      ...{ name, kind, type: value.type, shape: value.shape, statistics: statisticsOf(value) },
      ...(kind === "computed" && other ? { difference: share(value, other, tolerance) } : {}),
    }];
  });
}

/** Describes the difference between the nodes of two models that compute the value of a parting. */
function differencesOf({ left, right, value }: Parting, { nameOf }: RightSide): string[] {
  if (left.open === right.open) return [];
  const name = nameOf(value.name);
  const other = computedValues(right.open.graph).find((each) => each.name === name)!;
  return nodeDifferences(
    { node: value.node, graph: left.open.graph },
    { node: other.node, graph: right.open.graph },
  );
}

function share(left: TensorValue, right: TensorValue, tolerance: number | undefined): number {
  const { difference, allowed } = compareTensors(left, right, tolerance);
  return allowed > 0 ? difference / allowed : difference > 0 ? Infinity : 0;
}

/** Operators that draw random numbers; Dropout does with its input `training_mode`. */
const RANDOM = new Set([
  ...["Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform"],
  "RandomUniformLike",
]);

function drawsRandomNumbers(node: NodeProto): boolean {
  const op = operatorOf(node);
  return RANDOM.has(op) || (op === "Dropout" && (node.input[2] ?? "") !== "");
}
