// This module is browser compatible.

import { WeftError } from "../error.ts";
import { equal } from "./graph.ts";
import type { LoweredGraph } from "./lower.ts";
import type { OnnxNode, OnnxTensor, OnnxValue } from "./onnx.ts";

/**
 * Batch sizes to trace at. No model has them as a length, so that a constant is equal in all traces only if it does not
 * depend on the batch. Two tell a line; the third, even where they are odd, tells what is none: squares, and multiples of
 * 2, 3, … rows. All lie in the range in which `fold.ts` treats tensors of so many rows alike.
 */
export const BATCH_SIZES = [1009, 1013, 838] as const;

/** Name of the symbolic dimension. */
const BATCH = "batch";

/** An integer that grows linearly with the batch: `slope · batch + offset`. */
interface Linear {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Merges the graph that `lowerAt` lowers at any batch size into one whose batch size is symbolic. Lengths, shapes and
 * positions that differ between sizes must be linear in the batch and are computed from the input's shape at run time;
 * anything else that differs is refused.
 */
export function symbolicBatch(lowerAt: (batchSize: number) => LoweredGraph): LoweredGraph {
  const graphs = BATCH_SIZES.map(lowerAt);
  const first = graphs[0]!;
  for (const { nodes } of graphs) checkSameNodes(first.nodes, nodes);
  const merge = (key: "inputs" | "outputs") =>
    first[key].map((value, i): OnnxValue => ({
      ...value,
      shape: value.shape.map((_, axis) =>
        dimension(graphs.map((graph) => graph[key][i]!.shape[axis] as number), value.name)
      ),
    }));
  const inputs = merge("inputs");
  const outputs = merge("outputs");
  const source = inputs.find(({ shape }) => shape.includes(BATCH));
  const initializers: OnnxTensor[] = [];
  const computed: OnnxNode[] = [];
  first.initializers.forEach((tensor, i) => {
    const others = graphs.flatMap(({ initializers }) => initializers[i] ?? []);
    if (others.every((other) => sameTensor(tensor, other))) {
      initializers.push(tensor);
      return;
    }
    const lengths = linearLists(others);
    if (!lengths || !source) throw notSymbolic(`the constant '${tensor.name}'`);
    if (isReshapeTarget(tensor.name, first.nodes) && inferable(lengths)) {
      const data = BigInt64Array.from(lengths, ({ slope, offset }) => BigInt(slope ? -1 : offset));
      initializers.push({ ...tensor, data });
      return;
    }
    const list = (name: string, values: number[]): string => {
      const data = BigInt64Array.from(values, BigInt);
      initializers.push({ name, type: "int64", shape: [values.length], data });
      return name;
    };
    const node = (op: string, inputs: string[], output: string): OnnxNode => ({
      op,
      domain: "",
      inputs,
      outputs: [output],
      attributes: {},
      name: output,
    });
    const slopes = list(`${tensor.name}/slope`, lengths.map(({ slope }) => slope));
    const offsets = list(`${tensor.name}/offset`, lengths.map(({ offset }) => offset));
    computed.push(
      node("Mul", [slopes, "batch/length"], `${tensor.name}/scaled`),
      node("Add", [`${tensor.name}/scaled`, offsets], tensor.name),
    );
  });
  if (computed.length > 0) {
    const axis = source!.shape.indexOf(BATCH);
    computed.unshift({
      op: "Shape",
      domain: "",
      inputs: [source!.name],
      outputs: ["batch/length"],
      attributes: { start: { i: axis }, end: { i: axis + 1 } },
      name: "batch/length",
    });
  }
  return { ...first, nodes: [...computed, ...first.nodes], initializers, inputs, outputs };
}

/** The line through one value for each of the batch sizes, with whole numbers. */
function linear(values: readonly number[]): Linear | undefined {
  const [size, next] = BATCH_SIZES;
  const slope = (values[1]! - values[0]!) / (next - size);
  const offset = values[0]! - slope * size;
  const fits = values.every((value, i) => value === slope * BATCH_SIZES[i]! + offset);
  return Number.isInteger(slope) && fits ? { slope, offset } : undefined;
}

function dimension(lengths: readonly number[], name: string): number | string {
  const length = linear(lengths);
  if (!length) throw notSymbolic(`the shape of '${name}'`);
  if (length.slope === 0) return length.offset;
  if (length.offset !== 0) throw notSymbolic(`the shape of '${name}'`);
  return length.slope === 1 ? BATCH : `${length.slope}*${BATCH}`;
}

function linearLists(tensors: readonly OnnxTensor[]): Linear[] | undefined {
  const [{ shape }] = tensors as [OnnxTensor];
  const comparable = tensors.length === BATCH_SIZES.length &&
    tensors.every((tensor) => tensor.type === "int64" && equal(tensor.shape, shape));
  if (!comparable) return undefined;
  const lists = tensors.map(({ data }) => Array.from(data as BigInt64Array, Number));
  const lines = lists[0]!.map((_, i) => linear(lists.map((list) => list[i]!)));
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** True when ONNX can infer the one length that depends on the batch (Reshape's -1). */
function inferable(lengths: readonly Linear[]): boolean {
  const varying = lengths.filter(({ slope }) => slope !== 0);
  return varying.length === 1 && varying[0]!.offset === 0 &&
    lengths.every(({ slope, offset }) => slope !== 0 || offset > 0);
}

function isReshapeTarget(name: string, nodes: readonly OnnxNode[]): boolean {
  return nodes.every(({ op, inputs }) =>
    !inputs.includes(name) || (op === "Reshape" && inputs[0] !== name)
  );
}

function sameTensor(a: OnnxTensor, b: OnnxTensor): boolean {
  return a.name === b.name && a.type === b.type && equal(a.shape, b.shape) &&
    a.data.every((value, i) => Object.is(value, b.data[i]));
}

function checkSameNodes(a: readonly OnnxNode[], b: readonly OnnxNode[]): void {
  const different = a.find((node, i) => JSON.stringify(node) !== JSON.stringify(b[i]));
  if (different) throw notSymbolic(`the node '${different.name}' (${different.op})`);
  if (a.length !== b.length) throw notSymbolic("the number of operations");
}

function notSymbolic(what: string): WeftError {
  return new WeftError(
    "compiler",
    `Cannot export with a symbolic batch size: ${what} depends on the batch size in a way that ` +
      "a graph cannot express",
    "Keep JavaScript arithmetic on the batch size out of the model (use tf.mean instead of a " +
      "division by x.shape[0]), or export with a fixed batchSize",
  );
}
