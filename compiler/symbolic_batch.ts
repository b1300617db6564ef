// This module is browser compatible.

import { WeftError } from "../error.ts";
import { equal } from "./graph.ts";
import type { LoweredGraph } from "./lower.ts";
import { type OnnxNode, type OnnxTensor, onnxType, type OnnxValue } from "../onnx/model.ts";

/**
 * Batch sizes to trace at. No model has them as a length, so that a constant is equal in all traces
 * only if it does not depend on the batch. Two tell a line; the third, even where they are odd,
 * tells what is none: squares, and multiples of 2, 3, … rows. All lie in the range in which
 * `fold.ts` treats tensors of so many rows alike.
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
 * Merges the graph that `lowerAt` lowers at any batch size into one whose batch size is symbolic.
 * Lengths, shapes and positions that differ between sizes must be linear in the batch and are
 * computed from the input's shape at run time, and so are whole numbers in equal steps; anything
 * else that differs is refused.
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
  const compute = (
    op: string,
    inputs: string[],
    output: string,
    attributes: OnnxNode["attributes"] = {},
  ): void => {
    computed.push({ op, domain: "", inputs, outputs: [output], attributes, name: output });
  };
  const computeList = (name: string, lengths: readonly Linear[]): void => {
    const list = (part: "slope" | "offset"): string => {
      const data = BigInt64Array.from(lengths, (length) => BigInt(length[part]));
      initializers.push({ name: `${name}/${part}`, type: "int64", shape: [lengths.length], data });
      return `${name}/${part}`;
    };
    compute("Mul", [list("slope"), "batch/length"], `${name}/scaled`);
    compute("Add", [`${name}/scaled`, list("offset")], name);
  };
  const computeRange = ({ name, type }: OnnxTensor, { bounds, shape }: Progression): void => {
    const scalars = Object.entries(bounds).map(([key, bound]) => {
      computeList(`${name}/${key}_list`, [bound]);
      compute("Squeeze", [`${name}/${key}_list`], `${name}/${key}`);
      return `${name}/${key}`;
    });
    compute("Range", scalars, `${name}/whole`);
    compute("Cast", [`${name}/whole`], `${name}/numbers`, { to: { i: onnxType[type] } });
    computeList(`${name}/shape`, shape);
    compute("Reshape", [`${name}/numbers`, `${name}/shape`], name);
  };
  first.initializers.forEach((tensor, i) => {
    const others = graphs.flatMap(({ initializers }) => initializers[i] ?? []);
    if (others.every((other) => sameTensor(tensor, other))) {
      initializers.push(tensor);
      return;
    }
    const lengths = linearLists(others);
    const range = progression(others);
    if (range && source) {
      computeRange(tensor, range);
      return;
    }
    if (!lengths || !source) throw notSymbolic(`the constant '${tensor.name}'`);
    if (isReshapeTarget(tensor.name, first.nodes) && inferable(lengths)) {
      const data = BigInt64Array.from(lengths, ({ slope, offset }) => BigInt(slope ? -1 : offset));
      initializers.push({ ...tensor, data });
      return;
    }
    computeList(tensor.name, lengths);
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

/**
 * Whole numbers in equal steps, as tf.range makes them, where the batch decides how many there are.
 */
interface Progression {
  /** As ONNX's Range takes them, in its order. */
  readonly bounds: { readonly start: Linear; readonly limit: Linear; readonly step: Linear };
  readonly shape: readonly Linear[];
}

/** float32 holds whole numbers up to here. */
const LARGEST_WHOLE = 2 ** 24;

function progression(tensors: readonly OnnxTensor[]): Progression | undefined {
  if (tensors.length !== BATCH_SIZES.length) return undefined;
  const rows = tensors.map(({ data }) => Array.from<number | bigint, number>(data, Number));
  const step = rows[0]![1]! - rows[0]![0]!;
  const steady = rows.every((numbers) =>
    numbers.every((number, i) =>
      Number.isInteger(number) && Math.abs(number) <= LARGEST_WHOLE &&
      number === numbers[0]! + i * step
    )
  );
  if (!steady || !["float32", "int32"].includes(tensors[0]!.type) || step === 0) return undefined;
  const start = linear(rows.map((numbers) => numbers[0]!));
  const limit = linear(rows.map((numbers) => numbers[0]! + numbers.length * step));
  const shape = tensors[0]!.shape.map((_, axis) =>
    linear(tensors.map((each) => each.shape[axis]!))
  );
  if (!start || !limit || !shape.every((length) => length !== undefined)) return undefined;
  return { bounds: { start, limit, step: { slope: 0, offset: step } }, shape };
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
