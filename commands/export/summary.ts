import type { ValueInfoProto } from "onnx-buf";
import type { CpuNode } from "../../compiler/mod.ts";
import { elementType } from "../../onnx/element_type.ts";
import { decodeModel } from "../../onnx/encode.ts";
import { shapeOf, tensorTypeOf } from "../../onnx/read.ts";

/** A graph input or output; a length that is a word is symbolic. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** What a file holds. */
export interface FileSummary {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Numbers in constants of floating-point type. */
  readonly parameters: number;
  /** Operator calls by operator. */
  readonly nodes: Readonly<Record<string, number>>;
  readonly bytes: number;
}

/** What is printed of an export. */
export interface ExportSummary extends FileSummary {
  readonly file: string;
  readonly opset: number;
  /** By GPU provider, the nodes that ONNX Runtime computes on the CPU all the same. */
  readonly nodesOnCpu: Readonly<Record<string, readonly CpuNode[]>>;
  readonly check: {
    readonly batchSize: number;
    readonly difference: number;
    readonly tolerance: number;
  };
}

/** Reads an .onnx file again, as any other reader does. */
export function summarize(bytes: Uint8Array): FileSummary {
  const graph = decodeModel(bytes).graph!;
  const nodes: Record<string, number> = {};
  for (const { opType } of graph.node) nodes[opType] = (nodes[opType] ?? 0) + 1;
  const parameters = graph.initializer.filter(({ dataType }) => dataType === elementType.float32)
    .reduce((sum, tensor) => sum + shapeOf(tensor).reduce((size, length) => size * length, 1), 0);
  return {
    inputs: graph.input.map(port),
    outputs: graph.output.map(port),
    parameters,
    nodes,
    bytes: bytes.length,
  };
}

function port(value: ValueInfoProto): Port {
  const { type = "", shape = [] } = tensorTypeOf(value) ?? {};
  return { name: value.name, type, shape };
}

/** The summary for a reader. */
export function summaryText(summary: ExportSummary): string {
  const { file, inputs, outputs, parameters, opset, nodes, bytes, nodesOnCpu, check } = summary;
  const ports = (list: readonly Port[]) =>
    list.map(({ name, type, shape }) => `${name} ${type}[${shape.join(", ")}]`).join("; ");
  const counts = Object.entries(nodes).sort(([, a], [, b]) => b - a);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const rows: [string, string][] = [
    ["file", `${file} (${(bytes / 1e6).toFixed(2)} MB)`],
    ["inputs", ports(inputs)],
    ["outputs", ports(outputs)],
    ["parameters", parameters.toLocaleString("en")],
    ["opset", `${opset}, domain ai.onnx`],
    ["nodes", `${total}: ${counts.map(([op, count]) => `${count} ${op}`).join(", ")}`],
    ...Object.entries(nodesOnCpu).map(([provider, list]): [string, string] => [
      provider,
      placementText(list),
    ]),
    [
      "check",
      `${check.batchSize} random rows: largest difference from tfjs ${
        check.difference.toExponential(1)
      } of the largest output, ${check.tolerance.toExponential()} allowed`,
    ],
  ];
  return rows.map(([name, text]) => `${name.padEnd(11)}${text}\n`).join("");
}

/** Nodes that are named for a reader. */
const NAMED = 8;

/** What of a graph runs on a GPU. */
function placementText(onCpu: readonly CpuNode[]): string {
  const { length } = onCpu;
  if (length === 0) return "every node";
  const names = onCpu.slice(0, NAMED).map(({ name, type }) => `${name} (${type})`);
  const more = length > NAMED ? `, and ${length - NAMED} more` : "";
  const which = length === 1 ? "1 node, which runs" : `${length} nodes, which run`;
  return `all but ${which} on the CPU: ${names.join(", ")}${more}`;
}
