// This module is browser compatible.

import * as tf from "@tensorflow/tfjs";
import type { GraphNode } from "./topology.ts";
import { concat, pack } from "./dynamic_shapes/parts.ts";
import {
  type AnyTensor,
  anyTensorIn,
  isDynamic,
  listIn,
  numbersIn,
  type Slot,
  tensorIn,
  Uncompilable,
} from "./slot.ts";

/** Computes the outputs of a node in a trace. */
export type SlotOp = (inputs: readonly Slot[], node: GraphNode) => Slot[];

/** The tensor at a position of a list. */
function itemAt(list: Slot, position: number): AnyTensor {
  const item = listIn(list).items[position];
  if (item) return item;
  throw new Uncompilable(`its list has no tensor at position ${position}`);
}

const position = (slot: Slot): number => numbersIn(slot, "its position in a list")[0]!;
const positions = (slot: Slot): number[] => numbersIn(slot, "its positions in a list");
const whole = (list: Slot): AnyTensor[] => listIn(list).items.map((_, i) => itemAt(list, i));
const areFixed = (items: readonly AnyTensor[]): items is tf.Tensor[] => !items.some(isDynamic);
const stacked = (items: readonly AnyTensor[], node: GraphNode): Slot[] =>
  areFixed(items) ? [tf.stack(items)] : pack(items, 0, node);
const joined = (items: readonly AnyTensor[], node: GraphNode): Slot[] =>
  areFixed(items) ? [tf.concat(items)] : concat(items, 0, node);
const empty = (length: number): Slot[] => [{ items: Array(Math.max(0, length)).fill(undefined) }];
const scattered = (tensor: Slot, at: readonly number[]): (AnyTensor | undefined)[] => {
  const items: (AnyTensor | undefined)[] = Array(Math.max(0, ...at.map((i) => i + 1)))
    .fill(undefined);
  const parts = tf.unstack(tensorIn(tensor));
  at.forEach((to, i) => items[to] = parts[i]);
  return items;
};

/** Ops on TensorFlow's TensorList: each returns a list of its own. */
const tensorLists: Readonly<Record<string, SlotOp>> = {
  EmptyTensorList: () => empty(0),
  TensorListReserve: ([, length]) => empty(numbersIn(length, "the length of its list")[0]!),
  TensorListFromTensor: ([tensor]) => [{ items: tf.unstack(tensorIn(tensor)) }],
  TensorListScatter: ([tensor, at]) => [{ items: scattered(tensor, positions(at)) }],
  TensorListScatterV2: ([tensor, at]) => [{ items: scattered(tensor, positions(at)) }],
  TensorListGetItem: ([list, at]) => [itemAt(list, position(at))],
  TensorListSetItem: ([list, at, tensor]) => {
    const items = [...listIn(list).items];
    items[position(at)] = anyTensorIn(tensor);
    return [{ items }];
  },
  TensorListGather: ([list, at], node) => stacked(positions(at).map((i) => itemAt(list, i)), node),
  TensorListStack: ([list], node) => stacked(whole(list), node),
  TensorListConcat: ([list], node) => joined(whole(list), node),
  TensorListConcatV2: ([list], node) => joined(whole(list), node),
  TensorListPushBack: ([list, tensor]) => [{
    items: [...listIn(list).items, anyTensorIn(tensor)],
  }],
  TensorListPopBack: ([list]) => {
    const { items } = listIn(list);
    return [{ items: items.slice(0, -1) }, itemAt(list, items.length - 1)];
  },
  TensorListLength: ([list]) => [tf.scalar(listIn(list).items.length, "int32")],
};

/** Changes a TensorArray and returns it, also as the value that orders the changes. */
function changed(array: Slot, change: (items: (AnyTensor | undefined)[]) => void): Slot[] {
  change(listIn(array).items);
  return [array];
}

/** Ops on TensorFlow's TensorArray, which the writes change. */
const tensorArrays: Readonly<Record<string, SlotOp>> = {
  TensorArrayV3: ([length]) => {
    const [array] = empty(numbersIn(length, "the length of its list")[0]!);
    return [array, array];
  },
  TensorArrayWriteV3: ([array, at, tensor]) =>
    changed(array, (items) => items[position(at)] = anyTensorIn(tensor)),
  TensorArrayScatterV3: ([array, at, tensor]) =>
    changed(array, (items) => {
      const parts = tf.unstack(tensorIn(tensor));
      positions(at).forEach((to, i) => items[to] = parts[i]);
    }),
  TensorArrayReadV3: ([array, at]) => [itemAt(array, position(at))],
  TensorArrayGatherV3: ([array, at], node) =>
    stacked(positions(at).map((i) => itemAt(array, i)), node),
  TensorArrayConcatV3: ([array], node) => joined(whole(array), node),
  TensorArraySizeV3: ([array]) => [tf.scalar(listIn(array).items.length, "int32")],
  TensorArrayCloseV3: ([array]) => [array],
};

/** Ops on lists of tensors, which are resolved while tracing. */
export const listOps: Readonly<Record<string, SlotOp>> = { ...tensorLists, ...tensorArrays };
