// This module is browser compatible.
import {
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
} from "onnx-buf";
import { type GraphIndex, indexGraph } from "../graph_index.ts";
import { makeTensor } from "../make.ts";
import { fieldsOf, integer, isPlainCall } from "../plain_call.ts";
import { floatsOf, shapeOf } from "../read.ts";
import { editGraph } from "./graph_edit.ts";

/** Axes of a filter with two spatial ones: [filters, channels, height, width]. */
const RANK = 4;

/**
 * Makes float32 constants of filters that are stored in 8 bits (`onnx/quantize/int8_weights.ts`): a
 * Cast, and a Mul by a scale for each filter. ONNX Runtime computes the same numbers when it loads
 * the model; here they come before the rewrites that read a filter.
 *
 * @returns True when there were any.
 */
export function expandFilters(graph: GraphProto): boolean {
  const index = indexGraph(graph), edit = editGraph(graph, index);
  const outputs = new Set(graph.output.map(({ name }) => name));
  const filters = graph.node.flatMap((node) => {
    const [name] = node.output;
    const filter = outputs.has(name!) ? undefined : filterOf(node, index);
    if (filter) edit.replace(node, []);
    return filter ? [makeTensor(name!, "float32", filter.shape, filter.numbers)] : [];
  });
  edit.apply();
  graph.initializer.push(...filters);
  return filters.length > 0;
}

function filterOf(
  node: NodeProto,
  index: GraphIndex,
): { shape: number[]; numbers: Float32Array } | undefined {
  if (!isPlainCall(node, "Mul", {}) || node.input.length !== 2) return undefined;
  const cast = index.soleProducer(node.input[0], "Cast");
  if (!cast || !isPlainCall(cast, "Cast", { to: integer(DataType.FLOAT) })) return undefined;
  const stored = cast.input.length === 1 ? index.constant(cast.input[0]) : undefined;
  if (stored?.dims.length !== RANK || index.readers(stored.name) > 1) return undefined;
  const steps = bytesOf(stored);
  const scale = index.constant(node.input[1]), scales = floatsOf(scale);
  const shape = shapeOf(stored), size = shape[1]! * shape[2]! * shape[3]!;
  if (!steps || !scales || shapeOf(scale!).join() !== `${shape[0]},1,1,1`) return undefined;
  const numbers = Float32Array.from(steps, (step, i) => step * scales[Math.floor(i / size)]!);
  return { shape, numbers };
}

/** The elements of a constant of int8; `undefined` unless the file has exactly those. */
function bytesOf(tensor: TensorProto): Int8Array | undefined {
  const { dataType, dims, rawData } = tensor;
  const isPlain = dataType === DataType.INT8 &&
    fieldsOf(TensorProtoSchema, tensor).every((field) => FIELDS.has(field));
  const count = dims.reduce((product, length) => product * Number(length), 1);
  if (!isPlain || dims.some((length) => length < 1n) || rawData.length !== count) return undefined;
  return Int8Array.from(rawData, (byte) => byte << 24 >> 24);
}

const FIELDS = new Set(["dims", "dataType", "name", "rawData"]);
