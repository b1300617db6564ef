// This module is browser compatible.

import { WeftError } from "../error.ts";
import { equal } from "./graph.ts";
import type { LoweredGraph } from "./lower.ts";
import type { OnnxNode, OnnxTensor, OnnxValue } from "./onnx.ts";

/**
 * Batch sizes to trace at. They are primes that no model has as a length, so that a constant is equal in both traces only
 * if it does not depend on the batch.
 */
export const BATCH_SIZES = [1009, 1013] as const;

/** Name of the symbolic dimension. */
const BATCH = "batch";

/** An integer that grows linearly with the batch: `slope · batch + offset`. */
interface Linear {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Merges the same graph lowered at two batch sizes into one whose batch size is symbolic. Lengths, shapes and positions
 * that differ between the two are linear in the batch and are computed from the input's shape at run time; anything else
 * that differs is refused.
 */
export function symbolicBatch(first: LoweredGraph, second: LoweredGraph): LoweredGraph {
  checkSameNodes(first.nodes, second.nodes);
  const merge = (value: OnnxValue, i: number, others: readonly OnnxValue[]): OnnxValue => ({
    ...value,
    shape: value.shape.map((length, axis) =>
      dimension(length as number, others[i]!.shape[axis] as number, value.name)
    ),
  });
  const inputs = first.inputs.map((value, i) => merge(value, i, second.inputs));
  const outputs = first.outputs.map((value, i) => merge(value, i, second.outputs));
  const source = inputs.find(({ shape }) => shape.includes(BATCH));
  const initializers: OnnxTensor[] = [];
  const computed: OnnxNode[] = [];
  first.initializers.forEach((tensor, i) => {
    const other = second.initializers[i];
    if (other && sameTensor(tensor, other)) {
      initializers.push(tensor);
      return;
    }
    const lengths = other && linearList(tensor, other);
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

function linear(a: number, b: number): Linear | undefined {
  const slope = (b - a) / (BATCH_SIZES[1] - BATCH_SIZES[0]);
  return Number.isInteger(slope) ? { slope, offset: a - slope * BATCH_SIZES[0] } : undefined;
}

function dimension(a: number, b: number, name: string): number | string {
  if (a === b) return a;
  const length = linear(a, b);
  if (length?.offset !== 0) throw notSymbolic(`the shape of '${name}'`);
  return length.slope === 1 ? BATCH : `${length.slope}*${BATCH}`;
}

function linearList(a: OnnxTensor, b: OnnxTensor): Linear[] | undefined {
  if (a.type !== "int64" || b.type !== "int64" || !equal(a.shape, b.shape)) return undefined;
  const [before, after] = [a, b].map(({ data }) => [...data as BigInt64Array].map(Number));
  const list = before!.map((value, i) => linear(value, after![i]!));
  return list.every((length) => length !== undefined) ? list : undefined;
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
