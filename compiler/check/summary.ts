// This module is browser compatible.

import type { ValueInfoProto } from "onnx-buf";
import { elementType } from "../../onnx/element_type.ts";
import { decodeModel } from "../../onnx/encode.ts";
import { shapeOf, tensorTypeOf } from "../../onnx/read.ts";
import type { CpuNode } from "../placement.ts";
import { placementText } from "./placement_text.ts";

/** A graph input or output. A string in the shape is a symbolic dimension. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** Contents of an .onnx file. */
export interface FileSummary {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Number of elements of all float32 constants. */
  readonly parameters: number;
  /** Number of nodes by operator. */
  readonly nodes: Readonly<Record<string, number>>;
  readonly bytes: number;
}

/** The summary of an export that is printed. */
export interface ExportSummary extends FileSummary {
  readonly file: string;
  readonly opset: number;
  /** By GPU provider, the nodes that ONNX Runtime runs on the CPU. */
  readonly nodesOnCpu: Readonly<Record<string, readonly CpuNode[]>>;
  readonly check: {
    readonly batchSize: number;
    readonly difference: number;
    readonly tolerance: number;
  };
}

/** Reads the summary of an .onnx file from its bytes. */
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

/** Formats the summary as text. */
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
      } standard deviations of an output, ${check.tolerance.toExponential()} allowed`,
    ],
  ];
  return rows.map(([name, text]) => `${name.padEnd(11)}${text}\n`).join("");
}
