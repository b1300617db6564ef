// This module is browser compatible.

import type { NodeProto, TensorProto } from "onnx-buf";
import { WeftError } from "../error.ts";
import { elementData, elementType } from "../onnx/element_type.ts";
import { type AttributeValues, makeNode, makeTensor, type ValueInfo } from "../onnx/make.ts";
import { allNodes, elementsOf, integersOf, shapeOf, subgraphsOf } from "../onnx/read.ts";
import { equal } from "./graph.ts";
import type { LoweredGraph } from "./lower.ts";
import { contentKey } from "./lowering.ts";

/**
 * Batch sizes to trace at. Models do not have them as lengths, so a constant that is equal in all
 * traces does not depend on the batch. Two sizes determine a linear function; the third, which is
 * even while they are odd, detects numbers that are not linear, such as squares and counts rounded
 * to a multiple of 2 or 3. `fold.ts` treats tensors of all three sizes alike.
 */
export const BATCH_SIZES = [1009, 1013, 838] as const;

/** Name of the symbolic dimension. */
const BATCH = "batch";

/** Name of the value that holds the batch size at run time, int64 [1]. */
const BATCH_SIZE = "batch/length";

/** An integer that grows linearly with the batch: `slope · batch + offset`. */
interface Linear {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Lowers a graph at three batch sizes with `lowerAt` and merges the results into one graph with a
 * symbolic batch size. Lengths, shapes and positions that differ between the sizes must be linear
 * in the batch; the graph computes them from the input's shape at run time. The same holds for
 * integers in equal steps. Any other difference is refused.
 *
 * @throws {WeftError} `compiler` when something depends on the batch in another way.
 */
export function symbolicBatch(lowerAt: (batchSize: number) => LoweredGraph): LoweredGraph {
  const graphs = BATCH_SIZES.map(lowerAt);
  const first = graphs[0]!;
  for (const { nodes } of graphs) checkSameNodes(first.nodes, nodes);
  const merge = (key: "inputs" | "outputs") =>
    first[key].map((value, i): ValueInfo => ({
      ...value,
      shape: value.shape.map((_, axis) =>
        dimension(graphs.map((graph) => graph[key][i]!.shape[axis]!), value.name)
      ),
    }));
  const inputs = merge("inputs");
  const outputs = merge("outputs");
  const source = inputs.find(({ shape }) => shape.includes(BATCH));
  const { initializers, nodes: computed, list, range } = batchArithmetic();
  first.initializers.forEach((tensor, i) => {
    const others = graphs.flatMap(({ initializers }) => initializers[i] ?? []);
    if (others.every((other) => sameTensor(tensor, other))) {
      initializers.push(tensor);
      return;
    }
    const lengths = linearLists(others);
    const numbers = progression(others);
    if (numbers && source) {
      range(tensor, numbers);
      return;
    }
    if (!lengths || !source) throw notSymbolic(`the constant '${tensor.name}'`);
    if (isReshapeTarget(tensor.name, first.nodes) && inferable(lengths)) {
      const target = lengths.map(({ slope, offset }) => slope ? -1 : offset);
      initializers.push(int64List(tensor.name, target));
      return;
    }
    list(tensor.name, lengths);
  });
  if (computed.length > 0) {
    const axis = source!.shape.indexOf(BATCH);
    const part = { start: { i: axis }, end: { i: axis + 1 } };
    computed.unshift(makeNode("Shape", [source!.name], [BATCH_SIZE], part));
  }
  return { ...first, nodes: [...computed, ...first.nodes], initializers, inputs, outputs };
}

/**
 * Collects the nodes that compute numbers from the batch size, and the constants that they read.
 */
function batchArithmetic() {
  const initializers: TensorProto[] = [];
  const nodes: NodeProto[] = [];
  const compute = (
    op: string,
    inputs: string[],
    output: string,
    attributes: AttributeValues = {},
  ): void => {
    nodes.push(makeNode(op, inputs, [output], attributes));
  };
  /** Computes a list of int64 from linear functions of the batch size. */
  const list = (name: string, lengths: readonly Linear[]): void => {
    const constant = (part: "slope" | "offset"): string => {
      initializers.push(int64List(`${name}/${part}`, lengths.map((length) => length[part])));
      return `${name}/${part}`;
    };
    compute("Mul", [constant("slope"), BATCH_SIZE], `${name}/scaled`);
    compute("Add", [`${name}/scaled`, constant("offset")], name);
  };
  /** Computes integers in equal steps. */
  const range = ({ name, dataType }: TensorProto, { bounds, shape }: Progression): void => {
    const scalars = Object.entries(bounds).map(([key, bound]) => {
      list(`${name}/${key}_list`, [bound]);
      compute("Squeeze", [`${name}/${key}_list`], `${name}/${key}`);
      return `${name}/${key}`;
    });
    compute("Range", scalars, `${name}/whole`);
    compute("Cast", [`${name}/whole`], `${name}/numbers`, { to: { i: dataType } });
    list(`${name}/shape`, shape);
    compute("Reshape", [`${name}/numbers`, `${name}/shape`], name);
  };
  return { initializers, nodes, list, range };
}

/** A constant that is a list of int64. */
function int64List(name: string, numbers: readonly number[]): TensorProto {
  return makeTensor(name, "int64", [numbers.length], elementData("int64", numbers));
}

/**
 * The linear function with integer coefficients that has these values at the batch sizes;
 * `undefined` when there is none.
 */
function linear(values: readonly number[]): Linear | undefined {
  const [size, next] = BATCH_SIZES;
  const slope = (values[1]! - values[0]!) / (next - size);
  const offset = values[0]! - slope * size;
  const fits = values.every((value, i) => value === slope * BATCH_SIZES[i]! + offset);
  return Number.isInteger(slope) && fits ? { slope, offset } : undefined;
}

/** A length of an input or output; one that is symbolic at every batch size stays so. */
function dimension(lengths: readonly (number | string)[], name: string): number | string {
  if (lengths.every((length) => typeof length === "string")) return lengths[0]!;
  const length = linear(lengths.map(Number));
  if (!length) throw notSymbolic(`the shape of '${name}'`);
  if (length.slope === 0) return length.offset;
  if (length.offset !== 0) throw notSymbolic(`the shape of '${name}'`);
  return length.slope === 1 ? BATCH : `${length.slope}*${BATCH}`;
}

function linearLists(tensors: readonly TensorProto[]): Linear[] | undefined {
  const lists = tensors.map(integersOf).filter((list) => list !== undefined);
  const comparable = lists.length === BATCH_SIZES.length &&
    tensors.every((tensor) => equal(shapeOf(tensor), shapeOf(tensors[0]!)));
  if (!comparable) return undefined;
  const lines = lists[0]!.map((_, i) => linear(lists.map((list) => list[i]!)));
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** Integers in equal steps, as tf.range makes them, whose count depends on the batch. */
interface Progression {
  /** The inputs of ONNX's Range, in its order. */
  readonly bounds: { readonly start: Linear; readonly limit: Linear; readonly step: Linear };
  readonly shape: readonly Linear[];
}

/** float32 represents every integer up to this one. */
const LARGEST_WHOLE = 2 ** 24;

function progression(tensors: readonly TensorProto[]): Progression | undefined {
  if (tensors.length !== BATCH_SIZES.length) return undefined;
  const { float32, int32 } = elementType;
  if (!tensors.every(({ dataType }) => dataType === float32 || dataType === int32)) {
    return undefined;
  }
  const rows = tensors.map((each) => Array.from(elementsOf(each) as Float32Array | Int32Array));
  const step = rows[0]![1]! - rows[0]![0]!;
  const steady = rows.every((numbers) =>
    numbers.every((number, i) =>
      Number.isInteger(number) && Math.abs(number) <= LARGEST_WHOLE &&
      number === numbers[0]! + i * step
    )
  );
  if (!steady || step === 0) return undefined;
  const start = linear(rows.map((numbers) => numbers[0]!));
  const limit = linear(rows.map((numbers) => numbers[0]! + numbers.length * step));
  const shapes = tensors.map(shapeOf);
  const shape = shapes[0]!.map((_, axis) => linear(shapes.map((each) => each[axis]!)));
  if (!start || !limit || !shape.every((length) => length !== undefined)) return undefined;
  return { bounds: { start, limit, step: { slope: 0, offset: step } }, shape };
}

/**
 * True when exactly one length depends on the batch and ONNX can infer it (-1 in the shape of a
 * Reshape).
 */
function inferable(lengths: readonly Linear[]): boolean {
  const varying = lengths.filter(({ slope }) => slope !== 0);
  return varying.length === 1 && varying[0]!.offset === 0 &&
    lengths.every(({ slope, offset }) => slope !== 0 || offset > 0);
}

function isReshapeTarget(name: string, nodes: readonly NodeProto[]): boolean {
  const subgraphs = nodes.flatMap(subgraphsOf).flatMap(allNodes);
  return [...nodes, ...subgraphs].every(({ opType, input }) =>
    !input.includes(name) || (opType === "Reshape" && input[0] !== name)
  );
}

function sameTensor(a: TensorProto, b: TensorProto): boolean {
  if (a === b) return true;
  return a.name === b.name && a.dataType === b.dataType && equal(shapeOf(a), shapeOf(b)) &&
    sameBytes(a.rawData, b.rawData);
}

/** Compares weights of any size: a loop, because `every` takes ten times as long. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

function checkSameNodes(a: readonly NodeProto[], b: readonly NodeProto[]): void {
  const different = a.find((node, i) => contentKey(node) !== contentKey(b[i]));
  if (different) throw notSymbolic(`the node '${different.name}' (${different.opType})`);
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
