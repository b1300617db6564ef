// This module is browser compatible.

import { type PredictedPlacement, predictPlacements } from "../../onnx/placement/nodes_on_cpu.ts";
import type { ProviderName } from "../../onnx/placement/providers/mod.ts";
import { elementType } from "../../onnx/element_type.ts";
import { decodeModel } from "../../onnx/encode.ts";
import { countOperators, operatorsText } from "../../onnx/operators.ts";
import { placementText } from "../../onnx/placement/placement_text.ts";
import { type Port, portOf, portText } from "../../onnx/port.ts";
import { sizeOf } from "../../onnx/tensors.ts";

/** Contents of an .onnx file. */
export interface FileSummary {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Number of elements of all float32 constants. */
  readonly parameters: number;
  /** Number of nodes by operator. */
  readonly nodes: Readonly<Record<string, number>>;
  readonly bytes: number;
  /** The nodes that each GPU provider does not run. */
  readonly placement: Readonly<Record<ProviderName, PredictedPlacement>>;
}

/** The summary of an export that is printed. */
export interface ExportSummary extends FileSummary {
  readonly file: string;
  readonly opset: number;
  readonly check: {
    readonly batchSize: number;
    readonly difference: number;
    readonly tolerance: number;
    /** The backend of tfjs that it is with. */
    readonly tfjs: string;
  };
}

/** Reads the summary of an .onnx file from its bytes. */
export function summarize(bytes: Uint8Array): FileSummary {
  const graph = decodeModel(bytes).graph!;
  const parameters = graph.initializer.filter(({ dataType }) => dataType === elementType.float32)
    .reduce((sum, tensor) => sum + sizeOf(tensor), 0);
  return {
    inputs: graph.input.map(portOf),
    outputs: graph.output.map(portOf),
    parameters,
    nodes: countOperators(graph.node),
    bytes: bytes.length,
    placement: predictPlacements(graph),
  };
}

/** Formats the summary as text. */
export function summaryText(summary: ExportSummary): string {
  const { file, inputs, outputs, parameters, opset, nodes, bytes, placement, check } = summary;
  const ports = (list: readonly Port[]) => list.map(portText).join("; ");
  const rows: [string, string][] = [
    ["file", `${file} (${(bytes / 1e6).toFixed(2)} MB)`],
    ["inputs", ports(inputs)],
    ["outputs", ports(outputs)],
    ["parameters", parameters.toLocaleString("en")],
    ["opset", `${opset}, domain ai.onnx`],
    ["nodes", operatorsText(nodes)],
    ...Object.entries(placement).map(([provider, nodes]): [string, string] => [
      provider,
      placementText(nodes),
    ]),
    [
      "check",
      `${check.batchSize} random ${
        check.batchSize === 1 ? "row" : "rows"
      }: largest difference from tfjs (${check.tfjs}) ${
        check.difference.toExponential(1)
      } standard deviations of an output, ${significant(check.tolerance)} allowed`,
    ],
  ];
  return rows.map(([name, text]) => `${name.padEnd(11)}${text}\n`).join("");
}

/** A number with two digits, of which a zero is left out: 1e-4, 3.1e-4. */
function significant(number: number): string {
  return number.toExponential(1).replace(".0e", "e");
}
