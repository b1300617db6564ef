// This module is browser compatible.

import { util } from "@tensorflow/tfjs";
import type { DType, TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { identity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { onnxType } from "../onnx.ts";
import { cast } from "./elementwise.ts";

/** Emits an ONNX reduction over logical `axes`. */
export function reduce(
  lowering: Lowering,
  op: string,
  x: Lowered,
  axes: readonly number[],
  keepDims = false,
): Lowered {
  if (axes.length === 0) return x;
  const physical = axes.map((axis) => x.layout.indexOf(axis)).sort((a, b) => a - b);
  const keepdims = { i: keepDims ? 1 : 0 };
  // In opset 17 only ReduceSum takes its axes as an input.
  const name = op === "ReduceSum"
    ? lowering.emit(op, [lowering.name(x), lowering.ints(physical)], { keepdims })
    : lowering.emit(op, [lowering.name(x)], { axes: { ints: physical }, keepdims });
  const { shape } = reducedType(x, axes, keepDims);
  if (keepDims) return { name, shape, dtype: x.dtype, layout: x.layout };
  const kept = identity(x.shape.length).filter((axis) => !axes.includes(axis));
  const layout = x.layout.filter((axis) => kept.includes(axis)).map((axis) => kept.indexOf(axis));
  return { name, shape, dtype: x.dtype, layout };
}

function reducedType(x: TensorType, axes: readonly number[], keepDims: boolean): TensorType {
  const shape = x.shape.flatMap((length, axis) =>
    axes.includes(axis) ? (keepDims ? [1] : []) : [length]
  );
  return { shape, dtype: x.dtype };
}

interface ReduceAttributes {
  axis?: number | number[];
  reductionIndices?: number | number[];
  keepDims?: boolean;
}

function axesOf(x: TensorType, { axis, reductionIndices }: ReduceAttributes): number[] {
  return util.parseAxisParam(axis ?? reductionIndices ?? identity(x.shape.length).slice(), [
    ...x.shape,
  ]);
}

/** `accumulate`: the type to compute in, where it is not that of the elements. */
const reduction = (op: string, accumulate: (dtype: DType) => DType = (dtype) => dtype) =>
  kernel<ReduceAttributes>({
    infer: ({ x }, attributes) => ({
      ...reducedType(x!, axesOf(x!, attributes), attributes.keepDims ?? false),
      dtype: accumulate(x!.dtype),
    }),
    lower: (lowering, { x }, attributes) => {
      const input = cast(lowering, x!, accumulate(x!.dtype));
      return reduce(lowering, op, input, axesOf(x!, attributes), attributes.keepDims);
    },
  });

/** Truth values are counted. */
const counted = (dtype: DType) => dtype === "bool" ? "int32" : dtype;

const argument = (op: string) =>
  kernel<{ axis: number }>({
    infer: ({ x }, { axis }) => ({
      shape: x!.shape.toSpliced([axis].flat()[0]!, 1),
      dtype: "int32",
    }),
    lower: (lowering, { x }, { axis }, node) => {
      const index = lowering.emit(op, [lowering.plain(x!)], {
        axis: { i: [axis].flat()[0]! },
        keepdims: { i: 0 },
      });
      const name = lowering.emit("Cast", [index], { to: { i: onnxType.int32 } });
      return lowering.value(name, node.outputs[0]!.shape, "int32");
    },
  });

/** Kernels that combine the elements along axes. */
export const reductions: KernelTable = {
  Sum: reduction("ReduceSum", counted),
  Mean: reduction("ReduceMean", () => "float32"),
  Prod: reduction("ReduceProd", counted),
  Max: reduction("ReduceMax"),
  Min: reduction("ReduceMin"),
  ArgMax: argument("ArgMax"),
  ArgMin: argument("ArgMin"),
  Softmax: kernel<{ dim: number }>({
    infer: ({ logits }) => ({ shape: logits!.shape, dtype: logits!.dtype }),
    lower: (lowering, { logits }, { dim }) => {
      const rank = logits!.shape.length;
      const axis = dim < 0 ? dim + rank : dim;
      const name = lowering.emit("Softmax", [lowering.plain(logits!)], { axis: { i: axis } });
      return lowering.value(name, logits!.shape);
    },
  }),
};
