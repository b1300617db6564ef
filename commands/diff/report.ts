import { nodeName } from "../../onnx/cut.ts";
import type { NodeProto } from "onnx-buf";
import { operatorOf } from "../../onnx/operators.ts";
import { computedValues, constantTensors, readsOf } from "../../onnx/values.ts";
import type { TensorValue } from "../../onnx/tensor_value.ts";
import { compareTensors, type Comparison } from "./compare.ts";
import { fetchValues } from "./fetch_values.ts";
import { nodeDifferences } from "./node_differences.ts";
import type { Reproduction } from "./reproduce.ts";
import type { Values } from "./runner.ts";
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

/** Where two sides part, for the user. */
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
  /** How the nodes of two models differ. */
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

/** The values by name that each side has. */
export interface SideValues {
  readonly feeds: Values;
  /** Names of values that are no tensors of numbers. */
  readonly skipped: ReadonlySet<string>;
}

/**
 * Collects what is known about a parting.
 *
 * @param ours The left side's inputs.
 * @param theirs The right side's inputs, and its names of the left side's values.
 */
export async function reportParting(
  parting: Parting,
  ours: SideValues,
  theirs: { readonly feeds: Values; readonly names: ReadonlyMap<string, string> },
  tolerance: number | undefined,
  written: { readonly reproduction: Reproduction; readonly folder: string } | undefined,
): Promise<PartingReport> {
  const { left, right, value: { name, node, index }, comparison } = parting;
  const optimised = right.optimize;
  const names = readsOf(node);
  const values = await fetchValues(left, ours.feeds, names, ours.skipped);
  // Values in between are outputs here, and nothing is fused; without them they do not exist.
  const common = optimised ? [] : names.filter((name) => theirs.names.has(name));
  const others = await fetchValues(
    right,
    theirs.feeds,
    common.map((name) => theirs.names.get(name)!),
    new Set(),
  );
  const constants = constantTensors(left.open.graph);
  const reads = [...values].map(([name, value]): ReadValue => {
    const other = others.get(theirs.names.get(name) ?? "");
    const kind = constants.has(name) ? "constant" : ours.feeds.has(name) ? "input" : "computed";
    return {
      ...{ name, kind, type: value.type, shape: value.shape, statistics: statisticsOf(value) },
      ...(kind === "computed" && other ? { difference: share(value, other, tolerance) } : {}),
    };
  });
  const producers = new Map(computedValues(right.open.graph).map((value) => [value.name, value]));
  const counterpart = producers.get(theirs.names.get(name) ?? "")?.node;
  return {
    left: left.label,
    right: right.label,
    optimised,
    node: nodeName(node),
    op: operatorOf(node),
    index,
    nodes: left.open.graph.node.length,
    value: name,
    comparison,
    reads,
    random: drawsRandomNumbers(node),
    nodeDifferences: left.open === right.open || counterpart === undefined ? [] : nodeDifferences(
      { node, graph: left.open.graph },
      { node: counterpart, graph: right.open.graph },
    ),
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
