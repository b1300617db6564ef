// This module is browser compatible.

import { backend_util, util } from "@tensorflow/tfjs";
import { constantData, isConstant, sizeOf, type TensorType, type Value } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { identity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { onnxType } from "../../onnx/model.ts";
import { cast } from "./elementwise.ts";
import { elementsOf, reshape, transpose } from "./shape.ts";

/** What tfjs's arithmetic on shapes wants to know of a tensor. */
const info = ({ shape, dtype }: TensorType) =>
  ({ shape: [...shape], dtype }) as Parameters<typeof backend_util.prepareAndValidate>[0];

/**
 * Sends negative positions out of bounds, where ONNX Runtime stops with an error, as tfjs's cpu
 * backend does: ONNX would count them from the end.
 */
export function withoutNegative(
  lowering: Lowering,
  positions: string,
  type: "int32" | "int64",
): string {
  const negative = lowering.emit("Less", [positions, lowering.scalar(0, type)]);
  return lowering.emit("Where", [negative, lowering.scalar(2 ** 31 - 1, type), positions]);
}

/**
 * Positions whose numbers are known while tracing must lie on the axis, which has `length`
 * elements.
 */
function checkPositions(indices: Value, length: number): void {
  for (const position of constantData(indices) ?? []) {
    util.assert(
      position >= 0 && position < length,
      () => `tf.gather: the position ${position} is not in [0, ${length - 1}]`,
    );
  }
}

/**
 * The numbers of the `count` rows that `indices` name, as int64 [count]. Each number along the last
 * axis of `indices` is a position along an axis, and `strides` says how many rows apart the
 * elements of that axis lie.
 */
export function rowNumbers(
  lowering: Lowering,
  indices: Lowered,
  count: number,
  strides: readonly number[],
): string {
  if (strides.length === 0) {
    const first = lowering.constant("int64", [1], BigInt64Array.of(0n), "first");
    return lowering.emit("Expand", [first, lowering.ints([count])]);
  }
  const name = lowering.emit("Cast", [lowering.plain(indices)], { to: { i: onnxType.int64 } });
  const rows = () => {
    if (strides.length === 1) return lowering.reshape(name, [count]);
    const table = lowering.reshape(name, [count, strides.length]);
    const scaled = lowering.emit("Mul", [table, lowering.ints(strides)]);
    return lowering.emit("ReduceSum", [scaled, lowering.ints([1])], { keepdims: { i: 0 } });
  };
  return withoutNegative(lowering, rows(), "int64");
}

interface GatherAttributes {
  axis: number;
  batchDims?: number;
}

/**
 * The axis that positions count along, and how many axes in front of it the positions have as well.
 */
function gatherAxes(x: TensorType, indices: TensorType, { axis, batchDims }: GatherAttributes) {
  const [along] = util.parseAxisParam(axis, [...x.shape]) as [number];
  const shared = batchDims ?? 0;
  const batch = shared < 0 ? shared + indices.shape.length : shared;
  // Checks the two against each other.
  const { outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
    info(x),
    info(indices),
    along,
    shared,
  );
  return { along, batch, outputShape };
}

/**
 * Elements of `x` along logical axis `along`; the axes of the positions, of lengths `taken`, take
 * its place.
 */
function gather(
  lowering: Lowering,
  x: Lowered,
  positions: string,
  taken: readonly number[],
  along: number,
): Lowered {
  const rank = taken.length;
  const layout = x.layout.flatMap((axis) =>
    axis === along ? identity(rank).map((i) => along + i) : [axis < along ? axis : axis + rank - 1]
  );
  const name = lowering.emit("Gather", [lowering.name(x), positions], {
    axis: { i: x.layout.indexOf(along) },
  });
  const shape = x.shape.toSpliced(along, 1, ...taken);
  return { name, shape, dtype: x.dtype, layout };
}

/** The same where the first `batch` axes of `x` and of the positions are shared. */
function gatherBatched(
  lowering: Lowering,
  x: Lowered,
  positions: string,
  taken: readonly number[],
  along: number,
  batch: number,
): Lowered {
  // ONNX wants the axis right behind the shared ones, and a last axis of positions.
  const rank = x.shape.length;
  const order = identity(rank).toSpliced(along, 1).toSpliced(batch, 0, along);
  const data = transpose(lowering, x, order);
  const column = lowering.reshape(
    lowering.emit("Cast", [positions], { to: { i: onnxType.int64 } }),
    [...taken, 1],
  );
  const name = lowering.emit(
    "GatherND",
    [lowering.plain(data), column],
    { batch_dims: { i: batch } },
  );
  const found = lowering.value(
    name,
    [...taken, ...data.shape.slice(batch + 1)],
    x.dtype,
  );
  // Axes of x between the shared ones and `along` go back in front of those of the positions.
  const own = taken.length - batch;
  const outer = along - batch;
  const back = identity(found.shape.length)
    .toSpliced(batch + own, outer)
    .toSpliced(batch, 0, ...identity(outer).map((i) => batch + own + i));
  return transpose(lowering, found, back);
}

/** Kernels that look up elements by position. */
export const gathering: KernelTable = {
  GatherV2: kernel<GatherAttributes>({
    infer: ({ x, indices }, attributes) => {
      const { along, outputShape } = gatherAxes(x!, indices!, attributes);
      checkPositions(indices!, x!.shape[along]!);
      return elementsOf(x!, outputShape);
    },
    lower: (lowering, { x, indices }, attributes, { inputs }) => {
      const { along, batch } = gatherAxes(x!, indices!, attributes);
      const whole = cast(lowering, indices!, "int32");
      const name = lowering.plain(whole);
      const positions = isConstant(inputs.indices!)
        ? name
        : withoutNegative(lowering, name, "int32");
      return batch === 0
        ? gather(lowering, x!, positions, indices!.shape, along)
        : gatherBatched(lowering, x!, positions, indices!.shape, along, batch);
    },
  }),

  GatherNd: kernel({
    infer: ({ params, indices }) =>
      elementsOf(params!, backend_util.prepareAndValidate(info(params!), info(indices!))[0]),
    lower: (lowering, { params, indices }) => {
      const [shape, count, size, strides] = backend_util.prepareAndValidate(
        info(params!),
        info(indices!),
      );
      const rows = lowering.reshape(lowering.plain(params!), [sizeOf(params!.shape) / size, size]);
      const name = lowering.emit("Gather", [rows, rowNumbers(lowering, indices!, count, strides)]);
      return reshape(lowering, lowering.value(name, [count, size], params!.dtype), shape);
    },
  }),
};
