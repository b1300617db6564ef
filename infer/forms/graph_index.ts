// This module is browser compatible.
import type { GraphProto, NodeProto, TensorProto } from "onnx-buf";

/** ONNX's number of an element type, and how raw data of it are read. Raw data are little-endian, as every machine here is. */
const READERS = {
  float: { type: 1, size: 4, view: Float32Array, list: "floatData" },
  int64: { type: 7, size: 8, view: BigInt64Array, list: "int64Data" },
} as const;

/** A graph that can be asked who makes a value, who reads it, and what a constant holds. */
export interface GraphIndex {
  /** The node that makes a value; `undefined` for constants and for inputs of the graph. */
  maker(value: string | undefined): NodeProto | undefined;
  /** The node that makes a value, if it is a call of `op` in ai.onnx and nobody but one input of one node reads the value. */
  ownMaker(value: string | undefined, op: string): NodeProto | undefined;
  /** A constant; `undefined` for what is computed, and for what a user can replace. */
  constant(value: string | undefined): TensorProto | undefined;
}

/** Indexes a graph. It has to be indexed again when nodes have come or gone. */
export function indexGraph({ node: nodes, input, output, initializer }: GraphProto): GraphIndex {
  const makers = new Map(nodes.flatMap((node) => node.output.map((value) => [value, node])));
  const reads = new Map<string, number>();
  for (const value of [...nodes.flatMap((node) => node.input), ...output.map(({ name }) => name)]) {
    reads.set(value, (reads.get(value) ?? 0) + 1);
  }
  const constants = new Map(initializer.map((tensor) => [tensor.name, tensor]));
  for (const { name } of input) constants.delete(name);
  const maker = (value: string | undefined) => makers.get(value ?? "");
  return {
    maker,
    ownMaker(value, op) {
      const node = maker(value);
      return node?.opType === op && node.domain === "" && reads.get(value!) === 1
        ? node
        : undefined;
    },
    constant: (value) => constants.get(value ?? ""),
  };
}

/** The numbers of a constant of floats; `undefined` for another type, and where they are in a file of their own. */
export function floatsOf(tensor: TensorProto | undefined): Float32Array | undefined {
  const numbers = numbersOf(tensor, "float");
  return numbers && Float32Array.from(numbers as Iterable<number>);
}

/** The numbers of a constant of int64, such as a shape; `undefined` as with `floatsOf`. */
export function integersOf(tensor: TensorProto | undefined): number[] | undefined {
  const numbers = numbersOf(tensor, "int64");
  return numbers && Array.from(numbers as Iterable<bigint>, Number);
}

function numbersOf(tensor: TensorProto | undefined, name: keyof typeof READERS) {
  const { type, size, view, list } = READERS[name];
  if (tensor?.dataType !== type || tensor.externalData.length > 0) return undefined;
  const { rawData } = tensor;
  // A copy, since bytes in a message start anywhere; not by slice(), which copies nothing of what Node reads.
  return rawData.length > 0
    ? new view(new Uint8Array(rawData).buffer, 0, rawData.length / size)
    : tensor[list];
}

/** An attribute of whole numbers, such as `strides`; `absent` where the node does not have it. */
export function intsOf({ attribute }: NodeProto, name: string, absent: number[]): number[] {
  return attribute.find((each) => each.name === name)?.ints.map(Number) ?? absent;
}

/** An attribute of one whole number, such as `group`; `absent` where the node does not have it. */
export function intOf({ attribute }: NodeProto, name: string, absent: number): number {
  return Number(attribute.find((each) => each.name === name)?.i ?? absent);
}

/** An attribute of text, such as `auto_pad`; `absent` where the node does not have it. */
export function textOf({ attribute }: NodeProto, name: string, absent: string): string {
  const bytes = attribute.find((each) => each.name === name)?.s;
  return bytes ? new TextDecoder().decode(bytes) : absent;
}
