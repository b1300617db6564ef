// This module is browser compatible.

import type { DType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { elementType } from "../../onnx/element_type.ts";
import { cast } from "./elementwise.ts";
import { positions } from "./indexing.ts";
import { expand, inLayoutOf } from "./shape.ts";

/** Truth values as integers, because ONNX does not sort truth values. */
const orderable = (lowering: Lowering, x: Lowered): Lowered =>
  x.dtype === "bool" ? cast(lowering, x, "int32") : x;

/** Both tensors in a type that represents all of their numbers exactly. */
function comparable(lowering: Lowering, a: Lowered, b: Lowered): [string, string] {
  const [x, y] = [orderable(lowering, a), orderable(lowering, b)];
  const converted = (tensor: Lowered) => {
    const name = lowering.plain(tensor);
    if (x.dtype === y.dtype) return name;
    return lowering.emit("Cast", [name], { to: { i: elementType.float64 } });
  };
  return [converted(x), converted(y)];
}

/** Kernels that sort numbers or search in sorted numbers. */
export const ordering: KernelTable = {
  TopK: kernel<{ k: number; sorted: boolean }>({
    infer: ({ x }, { k }) => {
      const shape = x!.shape.with(-1, k);
      return [{ shape, dtype: x!.dtype }, { shape, dtype: "int32" as DType }];
    },
    // Like tfjs, ONNX puts the first of equal numbers first.
    lower: (lowering, { x }, { k, sorted }, { outputs }) => {
      if (!sorted && k === x!.shape.at(-1)) {
        // All elements in any order: tfjs does not move them.
        return [x!, expand(lowering, positions(lowering, k), x!.shape)];
      }
      const numbers = orderable(lowering, x!);
      const [values, indices] = lowering.emitMany(
        "TopK",
        [lowering.name(numbers), lowering.ints([k])],
        { axis: { i: x!.layout.indexOf(x!.shape.length - 1) }, sorted: { i: 1 } },
        2,
      ) as [string, string];
      const { shape } = outputs[0]!;
      const places = lowering.emit("Cast", [indices], { to: { i: elementType.int32 } });
      return [
        cast(lowering, inLayoutOf(numbers, values, shape), x!.dtype),
        { ...inLayoutOf(x!, places, shape), dtype: "int32" },
      ];
    },
  }),

  // The position of a value is the number of elements before it.
  SearchSorted: kernel<{ side: "left" | "right" }>({
    infer: ({ values, sortedSequence }) => ({
      shape: values!.shape,
      dtype: "int32",
      ...(sortedSequence!.shape[1] === 0 ? { fill: 0 } : {}),
    }),
    lower: (lowering, { sortedSequence, values }, { side }) => {
      const [rows, length] = sortedSequence!.shape as [number, number];
      const [, count] = values!.shape as [number, number];
      const [sequence, wanted] = comparable(lowering, sortedSequence!, values!);
      const before = lowering.emit(side === "left" ? "Less" : "LessOrEqual", [
        lowering.reshape(sequence, [rows, 1, length]),
        lowering.reshape(wanted, [rows, count, 1]),
      ]);
      const ones = lowering.emit("Cast", [before], { to: { i: elementType.int32 } });
      const sum = lowering.emit("ReduceSum", [ones, lowering.ints([2])], { keepdims: { i: 0 } });
      return lowering.value(sum, values!.shape, "int32");
    },
  }),
};
