// This module is browser compatible.
import {
  type GraphProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataType as DataType,
} from "onnx-buf";

/** A graph that can be asked who makes a value, who reads it, and what a constant holds. */
export interface GraphIndex {
  /** The node that makes a value; `undefined` for constants and for inputs of the graph. */
  maker(value: string | undefined): NodeProto | undefined;
  /**
   * The node that makes a value, if it is a call of `op` in ai.onnx and nobody but one input of one
   * node reads the value.
   */
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

/**
 * The numbers of a constant of floats; `undefined` for another type, and where they are in a file
 * of their own.
 */
export function floatsOf(tensor: TensorProto | undefined): Float32Array | undefined {
  if (!holds(tensor, DataType.FLOAT)) return undefined;
  const raw = rawOf(tensor);
  return raw ? new Float32Array(raw) : Float32Array.from(tensor.floatData);
}

/** The numbers of a constant of int64, such as a shape; `undefined` as with `floatsOf`. */
export function integersOf(tensor: TensorProto | undefined): number[] | undefined {
  if (!holds(tensor, DataType.INT64)) return undefined;
  const raw = rawOf(tensor);
  return Array.from(raw ? new BigInt64Array(raw) : tensor.int64Data, Number);
}

function holds(tensor: TensorProto | undefined, type: DataType): tensor is TensorProto {
  return tensor?.dataType === type && tensor.externalData.length === 0;
}

/**
 * A copy of the raw data, little-endian as every machine here is, since bytes in a message start
 * anywhere; not by slice(), which copies nothing of what Node reads. `undefined` where there are
 * none: then the numbers are in a list.
 */
function rawOf({ rawData }: TensorProto): ArrayBuffer | undefined {
  return rawData.length > 0 ? new Uint8Array(rawData).buffer : undefined;
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
