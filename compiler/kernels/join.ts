// This module is browser compatible.

import { backend_util, util } from "@tensorflow/tfjs";
import { type DType, type Inputs, sizeOf, type TensorType, type Value } from "../graph.ts";
import { kernel, type KernelTable } from "../kernel.ts";
import { identity, isIdentity } from "../layout.ts";
import type { Lowered, Lowering } from "../lowering.ts";
import { cast } from "./elementwise.ts";
import { axisOf, elementsOf, inLayoutOf, insertAxis } from "./shape.ts";

/** Concatenates tensors along logical axis `axis`. Tensors without elements are left out. */
export function concat(
  lowering: Lowering,
  tensors: readonly Lowered[],
  axis: number,
  dtype: DType = tensors[0]!.dtype,
): Lowered {
  const parts = tensors.filter((x) => sizeOf(x.shape) > 0).map((x) => cast(lowering, x, dtype));
  const [first] = parts;
  if (parts.length === 1) return first!;
  const { shape } = first!;
  const layout = parts.find((x) => !isIdentity(x.layout))?.layout ?? identity(shape.length);
  const names = parts.map((x) => lowering.as(x, layout));
  const name = lowering.emit("Concat", names, { axis: { i: layout.indexOf(axis) } });
  const total = parts.reduce((sum, x) => sum + x.shape[axis]!, 0);
  return { name, shape: shape.with(axis, total), dtype, layout };
}

/**
 * The type of a result that consists of elements of all `tensors`: a uniform constant when they all
 * are the same one.
 */
function elementsOfAll(tensors: readonly Value[], shape: readonly number[]) {
  const [first] = tensors;
  const same = tensors.every(({ fill, dtype, zero }) =>
    fill !== undefined && Object.is(fill, first!.fill) && dtype === first!.dtype &&
    zero === first!.zero
  );
  return same ? elementsOf(first!, shape) : { shape, dtype: first!.dtype };
}

const list = (inputs: Inputs) => Object.values(inputs);

/** Lengths of the parts that an axis is split into. */
function sizesOf({ shape }: TensorType, parts: number | number[], axis: number): number[] {
  // tfjs writes the inferred length into its argument.
  const copy = typeof parts === "number" ? parts : [...parts];
  const x = { shape: [...shape] } as Parameters<typeof backend_util.prepareSplitSize>[0];
  return backend_util.prepareSplitSize(x, copy, axis);
}

/** Kernels that join and split tensors. */
export const joining: KernelTable = {
  Concat: kernel<{ axis: number }>({
    infer: (inputs, { axis }) => {
      const shapes = list(inputs).map(({ shape }) => [...shape]);
      const [along] = util.parseAxisParam(axis, shapes[0]!) as [number];
      backend_util.assertParamsConsistent(shapes, along);
      return elementsOfAll(list(inputs), backend_util.computeOutShape(shapes, along));
    },
    lower: (lowering, inputs, { axis }, { outputs }) => {
      const { shape, dtype } = outputs[0]!;
      return concat(lowering, Object.values(inputs), axisOf(axis, shape.length), dtype);
    },
  }),

  Pack: kernel<{ axis: number }>({
    infer: (inputs, { axis }) => {
      const tensors = list(inputs);
      const { shape, dtype } = tensors[0]!;
      for (const other of tensors) {
        util.assertShapesMatch([...shape], [...other.shape], "tf.stack: ");
        util.assert(other.dtype === dtype, () => `tf.stack: ${dtype} and ${other.dtype}`);
      }
      const position = axisOf(axis, shape.length + 1);
      return elementsOfAll(tensors, shape.toSpliced(position, 0, tensors.length));
    },
    lower: (lowering, inputs, { axis }, { outputs }) => {
      const position = axisOf(axis, outputs[0]!.shape.length);
      const rows = Object.values(inputs).map((x) => insertAxis(lowering, x, position));
      return concat(lowering, rows, position);
    },
  }),

  SplitV: kernel<{ numOrSizeSplits: number | number[]; axis: number }>({
    infer: ({ x }, { numOrSizeSplits, axis }) => {
      const [along] = util.parseAxisParam(axis, [...x!.shape]) as [number];
      return sizesOf(x!, numOrSizeSplits, along)
        .map((size) => elementsOf(x!, x!.shape.with(along, size)));
    },
    lower: (lowering, { x }, { axis }, { outputs }) => {
      if (outputs.length === 1) return [x!];
      const along = axisOf(axis, x!.shape.length);
      const sizes = lowering.ints(outputs.map(({ shape }) => shape[along]!));
      const attributes = { axis: { i: x!.layout.indexOf(along) } };
      return lowering.emitMany("Split", [lowering.name(x!), sizes], attributes, outputs.length)
        .map((name, i) => inLayoutOf(x!, name, outputs[i]!.shape));
    },
  }),

  Unpack: kernel<{ axis: number }>({
    infer: ({ value }, { axis }) => {
      const along = axisOf(axis, value!.shape.length);
      const type = elementsOf(value!, value!.shape.toSpliced(along, 1));
      return Array.from({ length: value!.shape[along]! }, () => type);
    },
    lower: (lowering, { value }, { axis }, { outputs }) => {
      const { layout } = value!;
      const along = axisOf(axis, value!.shape.length);
      const attributes = { axis: { i: layout.indexOf(along) } };
      const rest = layout.filter((other) => other !== along)
        .map((other) => other < along ? other : other - 1);
      return outputs.map(({ shape, dtype }, i) => {
        const index = lowering.scalar(i, "int64");
        const name = lowering.emit("Gather", [lowering.name(value!), index], attributes);
        return { name, shape, dtype, layout: rest };
      });
    },
  }),
};
