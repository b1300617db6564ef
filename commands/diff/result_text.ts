import { namedText } from "../../cli/named_text.ts";
import type { Terminal } from "../../cli/terminal.ts";
import { portText } from "../../onnx/port.ts";
import type { DiffResult } from "./compare_sides.ts";
import { comparisonText, numberText } from "./comparison_text.ts";
import type { Origin } from "./not_finite.ts";
import type { PartingReport, ReadValue } from "./report.ts";

/** The number of names that a list shows. */
const NAMED = 5;

type Row = readonly [name: string, text: string];

/** Says in one sentence where two sides part. */
export function verdict({ left, right, node, op }: PartingReport): string {
  return `${left} and ${right} part at the node ${node} (${op})`;
}

/** Formats the result of a comparison. */
export function resultText(result: DiffResult, terminal: Pick<Terminal, "columns">): string {
  const { sides, inputs, seed, values, skipped, unmatched, partings } = result;
  const rows: Row[] = [
    ["models", result.files.join(", ")],
    ["compared", sides.length === 1 ? `${sides[0]}, optimised and as it is` : sides.join(" with ")],
    ...inputs.map(({ random, ...port }, i): Row => [
      i === 0 ? "inputs" : "",
      `${portText(port)}, ${random ? `random, seed ${seed}` : "from a file"}`,
    ]),
    ["values", `${values}${skipped.length > 0 ? `; not compared: ${skippedText(result)}` : ""}`],
    ...unmatched.flatMap(([ours, theirs]): Row[] =>
      ours.length + theirs.length === 0
        ? []
        : [["no counterpart", `${counted(ours)} of the first, ${counted(theirs)} of the second`]]
    ),
    ...Object.entries(result.agreements).map(([side, share]): Row => [
      side,
      `agrees with ${sides[0]}; the largest difference is ${percent(share)} of what is allowed`,
    ]),
    ...Object.entries(result.notFinite).flatMap(([side, path]) => originRows(side, path)),
    ...partings.flatMap(partingRows),
    ...(partings.length === 0 ? [["result", "they agree"] as const] : []),
  ];
  return rows.flatMap(([name, text]) => [
    ...(name === "they part" ? [""] : []),
    ...namedText(name, text, terminal),
  ]).join("\n") + "\n";
}

function skippedText({ skipped }: DiffResult): string {
  const list = skipped.slice(0, NAMED).map(({ name, why }) => `${name} (${why})`).join(", ");
  return skipped.length > NAMED ? `${list}, and ${skipped.length - NAMED} more` : list;
}

function counted(names: readonly string[]): string {
  if (names.length === 0) return "no value";
  const list = names.slice(0, NAMED).join(", ") + (names.length > NAMED ? ", …" : "");
  return `${names.length === 1 ? "1 value" : `${names.length} values`} (${list})`;
}

const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;

function partingRows(report: PartingReport): Row[] {
  const { node, index, nodes, value, comparison, left, right, reads, optimised } = report;
  const [at, ...further] = comparisonText(comparison, left, right);
  return [
    ["they part", `${verdict(report)}, node ${index + 1} of ${nodes}`],
    ["value", value === node ? value : `${value}, which ${node} computes`],
    ["", at!],
    ...further.map((line): Row => ["", line]),
    ...reads.map((read, i): Row => [i === 0 ? "the node reads" : "", readText(read)]),
    ...report.nodeDifferences.map((line, i): Row => [i === 0 ? "nodes differ" : "", line]),
    ...(optimised ? [["optimised", FUSED] as const] : []),
    ...(report.random
      ? [["random", "The node draws random numbers, which differ in every run"] as const]
      : []),
    ["alone", reproductionText(report)],
  ];
}

const FUSED =
  "The fault comes from how ONNX Runtime rewrites or fuses nodes up to this one. It vanishes when " +
  "every value is an output";

function readText({ name, kind, type, shape, statistics, difference }: ReadValue): string {
  const { min, max, mean, nan, infinite } = statistics;
  const range = min === undefined ? "no finite element" : min === max ? `all ${numberText(min)}` : [
    `${numberText(min)} to ${numberText(max!)}`,
    `mean ${numberText(Number(mean!.toPrecision(3)))}`,
  ].join(", ");
  const counts = `${nan} NaN, ${infinite} infinite`;
  const differs = difference === undefined
    ? ""
    : `; differs by ${percent(difference)} of what is allowed`;
  return `${portText({ name, type, shape })}, ${kind}: ${range}, ${counts}${differs}`;
}

function reproductionText({ reproduction, op, node, value }: PartingReport): string {
  if (!reproduction) {
    return `No reproduction: ${node} reads other values in each model, or values that are no ` +
      "tensors of numbers";
  }
  const { parts, nodes, providers, folder } = reproduction;
  const ran = providers.length > 0 ? `, run by ${providers.join(" and ")}` : "";
  if (!parts) {
    return `${op} alone does NOT part, given the same inputs${ran}: the difference in ${value} ` +
      `comes from the nodes before it. ${folder} has the node`;
  }
  return nodes === 1
    ? `${op} alone parts too${ran}. ${folder} has the node, its inputs and a README`
    : `${op} alone does NOT part; it parts together with the ${
      nodes === 2 ? "node" : `${nodes - 1} nodes`
    } before it${ran}. ${folder} has the nodes, their inputs and a README`;
}

/** Describes the way from the first NaN to its origin. */
function originRows(side: string, path: readonly Origin[]): Row[] {
  const first = path[0], origin = path.at(-1);
  if (!first || !origin) return [];
  const name = first.nan > 0 ? "NaN" : "infinite";
  const where = `first on ${side} in ${originText(first)}`;
  if (path.length === 1) return [[name, `${where}. ${causeText(origin)}`]];
  const between = path.slice(1, -1).map(({ name }) => name);
  const steps = between.length > 0
    ? ` through ${between.slice(0, NAMED).join(", ")}${between.length > NAMED ? ", …" : ""}`
    : "";
  return [[
    name,
    `${where}, which follows${steps} from ${originText(origin)}. ${causeText(origin)}`,
  ]];
}

function originText({ name, node, op, nan, infinite }: Origin): string {
  const counts = [nan > 0 ? `${nan} NaN` : "", infinite > 0 ? `${infinite} infinite` : ""]
    .filter((text) => text !== "").join(", ");
  return `${name} (${node === undefined ? "" : `${op} ${node}, `}${counts})`;
}

function causeText({ node }: Origin): string {
  return node !== undefined
    ? "All that this node reads is finite"
    : "No node computes it: it came in with the inputs or the constants";
}
