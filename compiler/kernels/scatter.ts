// This module is browser compatible.

import { backend_util } from "@tensorflow/tfjs";
import { sizeOf, type TensorType } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { permuted } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { elementType } from "../../onnx/element_type.ts";
import { unsupported } from "../unsupported.ts";
import { broadcast, cast, number } from "./elementwise.ts";
import { rowNumbers } from "./gather.ts";
import { expand, reshape, uniform } from "./shape.ts";
import { range, slice } from "./slice.ts";

/**
 * Writes `updates` into `base`, or adds them to it, along physical axis `axis`: the element of
 * `updates` at position p goes to `positions[p]`. ScatterElements is sequential, so updates of the
 * same element happen in order. ScatterND loses additions when two threads make them at once
 * (github.com/microsoft/onnxruntime/issues/23396).
 */
export function scatter(
  lowering: Lowering,
  base: string,
  positions: string,
  updates: string,
  axis: number,
  how: "add" | "none",
): string {
  return lowering.emit("ScatterElements", [base, positions, updates], {
    axis: { i: axis },
    ...(how === "add" ? { reduction: { s: "add" } } : {}),
  });
}

/** The sizes of a scatter of rows, computed by tfjs. */
function rowsOf(updates: TensorType, indices: TensorType, shape: readonly number[]) {
  const info = ({ shape }: TensorType) =>
    ({ shape: [...shape] }) as Parameters<typeof backend_util.calculateShapes>[0];
  const { sliceRank, numUpdates, sliceSize, strides, outputSize } = backend_util.calculateShapes(
    info(updates),
    info(indices),
    [...shape],
  );
  return {
    strides: strides.slice(0, sliceRank),
    count: numUpdates,
    size: sliceSize,
    rows: outputSize / sliceSize,
  };
}

/** Writes rows of `updates` into `base` at `indices`, or adds them. */
function scatterRows(
  lowering: Lowering,
  base: Lowered,
  indices: Lowered,
  updates: Lowered,
  how: "add" | "none",
): Lowered {
  const { strides, count, size, rows } = rowsOf(updates, indices, base.shape);
  if (count === 0) return base;
  const shape = lowering.ints([count, size]);
  const column = lowering.reshape(rowNumbers(lowering, indices, count, strides), [count, 1]);
  const values = updates.shape.length === 0
    ? expand(lowering, updates, [count, size])
    : reshape(lowering, updates, [count, size]);
  const name = scatter(
    lowering,
    lowering.plain(reshape(lowering, base, [rows, size])),
    size === 1 ? column : lowering.emit("Expand", [column, shape]),
    lowering.plain(values),
    0,
    how,
  );
  return reshape(lowering, lowering.value(name, [rows, size], base.dtype), base.shape);
}

/** Kernels that write elements at given positions. */
export const scattering: KernelTable = {
  ScatterNd: kernel<{ shape: number[] }>({
    infer: ({ updates }, { shape }) => {
      if (updates!.dtype === "bool") throw unsupported("ScatterNd of truth values");
      return { shape, dtype: updates!.dtype };
    },
    lower: (lowering, { indices, updates }, { shape }) =>
      scatterRows(lowering, uniform(0, shape, updates!.dtype), indices!, updates!, "add"),
  }),

  TensorScatterUpdate: kernel({
    infer: ({ tensor }) => ({ shape: tensor!.shape, dtype: tensor!.dtype }),
    lower: (lowering, { tensor, indices, updates }) =>
      scatterRows(lowering, tensor!, indices!, updates!, "none"),
  }),

  SparseToDense: kernel<{ outputShape: number[] }>({
    infer: ({ sparseValues }, { outputShape }) => ({
      shape: outputShape,
      dtype: sparseValues!.dtype,
    }),
    lower: (lowering, { sparseIndices, sparseValues, defaultValue }, { outputShape }) => {
      const scalar = cast(lowering, reshape(lowering, defaultValue!, []), sparseValues!.dtype);
      const base = expand(lowering, scalar, outputShape);
      return scatterRows(lowering, base, sparseIndices!, sparseValues!, "none");
    },
  }),

  // The gradient of gather. Rows whose segment does not exist go to an additional segment, which is
  // removed again.
  UnsortedSegmentSum: kernel<{ numSegments: number }>({
    infer: ({ x, segmentIds }, { numSegments }) => {
      if (segmentIds!.shape.length !== 1) {
        throw unsupported(`UnsortedSegmentSum with segmentIds of shape [${segmentIds!.shape}]`);
      }
      const empty = sizeOf(x!.shape) === 0;
      const shape = x!.shape.with(0, numSegments);
      return { shape, dtype: "float32", ...(empty ? { fill: 0 } : {}) };
    },
    lower: (lowering, { x, segmentIds }, { numSegments }) => {
      const rows = cast(lowering, x!, "float32");
      const { layout } = rows;
      const segment = cast(lowering, segmentIds!, "int32");
      const missing = broadcast(lowering, "Or", [
        broadcast(lowering, "Less", [segment, number(0, "int32")], "bool"),
        broadcast(lowering, "GreaterOrEqual", [segment, number(numSegments, "int32")], "bool"),
      ], "bool");
      const target = broadcast(
        lowering,
        "Where",
        [missing, number(numSegments, "int32"), segment],
        "int32",
      );
      const along = permuted(rows.shape.map((count, axis) => axis === 0 ? count : 1), layout);
      const column = lowering.reshape(
        lowering.emit("Cast", [lowering.plain(target)], { to: { i: elementType.int64 } }),
        along,
      );
      const whole = rows.shape.with(0, numSegments + 1);
      const sums = scatter(
        lowering,
        lowering.as(uniform(0, whole), layout),
        lowering.emit("Expand", [column, lowering.ints(permuted(rows.shape, layout))]),
        lowering.name(rows),
        layout.indexOf(0),
        "add",
      );
      const all = { name: sums, shape: whole, dtype: "float32", layout } as const;
      return slice(lowering, all, range([0], [numSegments]));
    },
  }),
};
