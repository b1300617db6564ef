// This module is browser compatible.

import { backend_util, util } from "@tensorflow/tfjs";
import { constantData, isConstant, sizeOf, type TensorType, type Value } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { identity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { elementType } from "../../onnx/element_type.ts";
import { cast } from "./elementwise.ts";
import { elementsOf, reshape, transpose } from "./shape.ts";

/** A tensor's type in the form that tfjs's functions on shapes take. */
const info = ({ shape, dtype }: TensorType) =>
  ({ shape: [...shape], dtype }) as Parameters<typeof backend_util.prepareAndValidate>[0];

/**
 * Replaces negative positions by one that is out of bounds, so that ONNX Runtime stops with an
 * error, as tfjs's cpu backend does. ONNX would count negative positions from the end.
 */
export function withoutNegative(
  lowering: Lowering,
  positions: string,
  type: "int32" | "int64",
): string {
  const negative = lowering.emit("Less", [positions, lowering.scalar(0, type)]);
  return lowering.emit("Where", [negative, lowering.scalar(2 ** 31 - 1, type), positions]);
}

/** Throws for constant positions that do not lie on an axis of `length` elements. */
function checkPositions(indices: Value, length: number): void {
  for (const position of constantData(indices) ?? []) {
    util.assert(
      position >= 0 && position < length,
      () => `tf.gather: the position ${position} is not in [0, ${length - 1}]`,
    );
  }
}

/**
 * The numbers of the `count` rows that `indices` select, as int64 [count]. Each number along the
 * last axis of `indices` is a position along an axis; `strides` has the distance in rows between
 * the elements of that axis.
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
  const name = lowering.emit("Cast", [lowering.plain(indices)], { to: { i: elementType.int64 } });
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
 * The axis of the positions, and the number of batch axes that the tensor and the positions share.
 */
function gatherAxes(x: TensorType, indices: TensorType, { axis, batchDims }: GatherAttributes) {
  const [along] = util.parseAxisParam(axis, [...x.shape]) as [number];
  const shared = batchDims ?? 0;
  const batch = shared < 0 ? shared + indices.shape.length : shared;
  // tfjs checks the shapes of both.
  const { outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
    info(x),
    info(indices),
    along,
    shared,
  );
  return { along, batch, outputShape };
}

/**
 * Gathers elements of `x` along logical axis `along`. The axes of the positions, of lengths
 * `taken`, replace that axis.
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

/** Gathers as `gather` does, when the first `batch` axes of `x` and of the positions are shared. */
function gatherBatched(
  lowering: Lowering,
  x: Lowered,
  positions: string,
  taken: readonly number[],
  along: number,
  batch: number,
): Lowered {
  // GatherND needs the axis right behind the shared ones, and a last axis of length 1 in the
  // positions.
  const rank = x.shape.length;
  const order = identity(rank).toSpliced(along, 1).toSpliced(batch, 0, along);
  const data = transpose(lowering, x, order);
  const column = lowering.reshape(
    lowering.emit("Cast", [positions], { to: { i: elementType.int64 } }),
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
  // The axes of x between the shared ones and `along` move back in front of the axes of the
  // positions.
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
