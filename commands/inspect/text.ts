import { namedText } from "../../cli/named_text.ts";
import type { Terminal } from "../../cli/terminal.ts";
import type { Contents } from "../../onnx/contents.ts";
import { operatorsText } from "../../onnx/operators.ts";
import type { PredictedPlacement } from "../../onnx/placement/nodes_on_cpu.ts";
import { placementText } from "../../onnx/placement/placement_text.ts";
import { TABLE_OPSET } from "../../onnx/placement/providers/mod.ts";
import { portText } from "../../onnx/port.ts";

/** The contents of a file for `deno task inspect`. */
export interface Inspection extends Contents {
  readonly file: string;
  readonly bytes: number;
  /** The predicted placement by GPU provider. */
  readonly placement: Readonly<Record<string, PredictedPlacement>>;
}

/** Number of characters after which the value of a metadata entry is cut. */
const LONGEST_VALUE = 200;

/** Number of names that a list shows. */
const NAMED = 8;

/** Formats an inspection as a table. */
export function inspectionText(
  inspection: Inspection,
  terminal: Pick<Terminal, "columns">,
): string {
  const { file, bytes, producer, irVersion, opsets, metadata, placement } = inspection;
  const rows: [string, string][] = [
    ["file", `${file} (${megabytes(bytes)})`],
    ["producer", `${producer || "not named"}, IR version ${irVersion}`],
    ["opset", list(Object.entries(opsets).map(([domain, version]) => `${domain} ${version}`))],
    ...inspection.inputs.map((port, i): [string, string] => [
      i === 0 ? "inputs" : "",
      portText(port),
    ]),
    ...inspection.outputs.map((port, i): [string, string] => [
      i === 0 ? "outputs" : "",
      portText(port),
    ]),
    ["constants", constantsText(inspection)],
    ["nodes", operatorsText(inspection.operators)],
    ...optional("subgraphs", subgraphsText(inspection)),
    ...optional("functions", list(inspection.functions)),
    ...optional("other files", externalText(inspection)),
    ...Object.entries(metadata).map(([key, value], i): [string, string] => [
      i === 0 ? "metadata" : "",
      `${key} = ${value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value}`,
    ]),
    ...Object.entries(placement).map(([provider, predicted]): [string, string] => [
      provider,
      placementText(predicted),
    ]),
    ...optional("", opsetNote(inspection)),
  ];
  return rows.flatMap(([name, text]) => namedText(name, text, terminal)).join("\n") + "\n";
}

const optional = (name: string, text: string): [string, string][] =>
  text === "" ? [] : [[name, text]];

function constantsText({ constants }: Contents): string {
  const types = Object.entries(constants).sort(([, a], [, b]) => b.bytes - a.bytes);
  return types.map(([type, { tensors, elements, bytes }]) =>
    `${elements.toLocaleString("en")} ${type} in ${tensors} ${
      tensors === 1 ? "tensor" : "tensors"
    } (${megabytes(bytes)})`
  ).join("; ") || "none";
}

function subgraphsText({ subgraphs }: Contents): string {
  return list(subgraphs.map(({ node, op, nodes }) => `${node || op} (${op}): ${nodes} nodes`));
}

function externalText({ externalData }: Contents): string {
  return Object.entries(externalData)
    .map(([file, names]) => `${file} holds ${list(names)}`).join("; ");
}

/** A note for files of another opset than that of the tables. */
function opsetNote({ opsets }: Contents): string {
  const version = opsets["ai.onnx"];
  return version === undefined || version === TABLE_OPSET
    ? ""
    : `The tables of both providers are for opset ${TABLE_OPSET}; other versions can differ`;
}

function list(names: readonly string[]): string {
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : "";
  return `${names.slice(0, NAMED).join(", ")}${more}`;
}

const megabytes = (bytes: number) =>
  bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`;
