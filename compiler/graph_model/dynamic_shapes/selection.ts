// This module is browser compatible.

import { selectBoxes } from "../../kernels/suppression.ts";
import type { Lowering } from "../../lowering.ts";
import { flagOf, integerOf } from "../attributes.ts";
import { numbersIn, type Slot, Uncompilable } from "../slot.ts";
import {
  asList,
  axisIn,
  cast,
  compute,
  type DynamicOp,
  type DynamicOps,
  oneNode,
  positive,
  rankOf,
  typed,
} from "./compute.ts";
import type { DynamicTensor, LoweredInput } from "./dynamic_tensor.ts";
import type { GraphNode } from "../topology.ts";

/** The inputs of a suppression. */
interface Suppression {
  readonly boxes: Slot;
  readonly scores: Slot;
  readonly size: Slot;
  readonly iou: Slot;
  /** No box has a score at or below it; by default every score is above. */
  readonly threshold?: Slot;
}

/**
 * Selects the boxes with the highest scores of those that overlap. The lowering of each output gets
 * the positions that are selected, int64.
 */
function suppress(
  node: GraphNode,
  { boxes, scores, size, iou, threshold }: Suppression,
  outputs: readonly (keyof typeof suppressed)[],
): DynamicTensor[] {
  const overlap = numbersIn(iou, "its IoU threshold")[0]!;
  if (!(overlap > 0)) throw new Uncompilable("its IoU threshold is 0");
  const least = threshold === undefined
    ? -Infinity
    : numbersIn(threshold, "its score threshold")[0]!;
  const types = outputs.map((output) => suppressed[output].type);
  return compute(node, [boxes, scores, size], types, (lowering, [box, score, count]) => {
    const positions = selectBoxes(lowering, {
      boxes: box!.name,
      scores: score!.name,
      count: asList(lowering, count!),
      iouThreshold: overlap,
      scoreThreshold: least,
    });
    return outputs.map((output) => suppressed[output].lower(lowering, positions, score!));
  });
}

/** Outputs of suppressions. */
const suppressed = {
  indices: {
    type: { dtype: "int32", shape: [undefined] },
    lower: (lowering: Lowering, positions: string) => cast(lowering, positions, "int32"),
  },
  scores: {
    type: { dtype: "float32", shape: [undefined] },
    lower: (lowering: Lowering, positions: string, scores: LoweredInput) =>
      lowering.emit("Gather", [scores.name, positions], { axis: { i: 0 } }),
  },
  count: {
    type: { dtype: "int32", shape: [] },
    lower: (lowering: Lowering, positions: string) =>
      cast(lowering, lowering.emit("Size", [positions]), "int32"),
  },
} as const;

const suppression =
  (...outputs: (keyof typeof suppressed)[]): DynamicOp =>
  ([boxes, scores, size, iou, threshold, sigma], node) => {
    if (flagOf(node, "pad_to_max_output_size", false)) {
      throw new Uncompilable("it pads what it selects of boxes whose number depends on data");
    }
    if (sigma !== undefined && numbersIn(sigma, "its sigma")[0] !== 0) {
      throw new Uncompilable("ONNX has no soft suppression");
    }
    return suppress(node, { boxes, scores, size, iou, threshold }, outputs);
  };

/** The best element along an axis. */
const best = (op: string): DynamicOp => ([x, at], node) => {
  const { shape } = typed(x);
  const axis = axisIn(at, shape.length);
  const output = { dtype: "int32" as const, shape: shape.toSpliced(axis, 1) };
  return compute(node, [x], [output], (lowering, [input]) => [
    cast(
      lowering,
      lowering.emit(op, [input!.name], { axis: { i: axis }, keepdims: { i: 0 } }),
      "int32",
    ),
  ]);
};

/** The elements of a list, each once, and for each element of the list its position there. */
const unique: DynamicOp = ([x, axes], node) => {
  const { dtype, shape } = typed(x);
  const along = axes === undefined ? [] : numbersIn(axes, "its axis");
  if (shape.length !== 1 && along.length === 0) throw new Uncompilable("it takes lists only");
  const axis = positive(along[0] ?? 0, shape.length);
  const outputs = [
    { dtype, shape: shape.with(axis, undefined) },
    { dtype: "int32" as const, shape: [shape[axis]] },
  ];
  return compute(node, [x], outputs, (lowering, [input]) => {
    const attributes = { axis: { i: axis }, sorted: { i: 0 } };
    // ONNX Runtime has no kernel for int32 and bool.
    const numbers = dtype === "float32" ? input!.name : cast(lowering, input!.name, "int64");
    const [values, , positions] = lowering.emitMany("Unique", [numbers], attributes, 3);
    return [
      dtype === "float32" ? values! : cast(lowering, values!, dtype),
      cast(lowering, positions!, "int32"),
    ];
  });
};

/** The elements of a list that another one lacks, and their positions. */
const listDiff: DynamicOp = ([x, y], node) => {
  const outputs = [{ ...typed(x), shape: [undefined] }, {
    dtype: "int32" as const,
    shape: [undefined],
  }];
  return compute(node, [x, y], outputs, (lowering, [list, other]) => {
    const column = lowering.emit("Unsqueeze", [list!.name, lowering.ints([1])]);
    const equal = cast(lowering, lowering.emit("Equal", [column, other!.name]), "int32");
    const keepdims = { keepdims: { i: 0 } };
    const count = lowering.emit("ReduceSum", [equal, lowering.ints([1])], keepdims);
    const lacking = lowering.emit("Equal", [count, lowering.scalar(0, "int32")]);
    const rows = lowering.emit("NonZero", [lacking]);
    const positions = lowering.emit("Squeeze", [rows, lowering.ints([0])]);
    return [
      lowering.emit("Gather", [list!.name, positions], { axis: { i: 0 } }),
      cast(lowering, positions, "int32"),
    ];
  });
};

/** Ops that select elements by position, by score, or by a condition. */
export const selection: DynamicOps = {
  ArgMax: best("ArgMax"),
  ArgMin: best("ArgMin"),
  GatherV2: ([table, positions, at], node) => {
    if (integerOf(node, "batch_dims", 0) !== 0) throw new Uncompilable("it gathers by rows");
    const { dtype, shape } = typed(table);
    const axis = axisIn(at, shape.length);
    const output = { dtype, shape: shape.toSpliced(axis, 1, ...typed(positions).shape) };
    return oneNode("Gather", node, [table, positions], output, { axis: { i: axis } });
  },
  GatherNd: ([table, positions], node) => {
    const { dtype, shape } = typed(table);
    const at = typed(positions).shape;
    const depth = at.at(-1);
    if (depth === undefined) throw new Uncompilable("the length of its positions depends on data");
    const output = { dtype, shape: [...at.slice(0, -1), ...shape.slice(depth)] };
    return compute(node, [table, positions], [output], (lowering, [from, which]) => [
      lowering.emit("GatherND", [from!.name, cast(lowering, which!.name, "int64")]),
    ]);
  },
  ListDiff: listDiff,
  NonMaxSuppressionV2: suppression("indices"),
  NonMaxSuppressionV3: suppression("indices"),
  NonMaxSuppressionV4: suppression("indices", "count"),
  NonMaxSuppressionV5: suppression("indices", "scores", "count"),
  TopKV2: ([x, count], node) => {
    const { dtype, shape } = typed(x);
    const lengths = shape.with(-1, undefined);
    const outputs = [{ dtype, shape: lengths }, { dtype: "int32" as const, shape: lengths }];
    return compute(node, [x, count], outputs, (lowering, [input, k]) => {
      const inputs = [input!.name, asList(lowering, k!)];
      const [values, positions] = lowering.emitMany("TopK", inputs, {}, 2);
      return [values!, cast(lowering, positions!, "int32")];
    });
  },
  Unique: unique,
  UniqueV2: unique,
  Where: ([condition], node) => {
    const output = { dtype: "int32" as const, shape: [undefined, rankOf(condition)] };
    return compute(node, [condition], [output], (lowering, [input]) => {
      const columns = lowering.emit("NonZero", [input!.name]);
      const rows = lowering.emit("Transpose", [columns], { perm: { ints: [1, 0] } });
      return [cast(lowering, rows, "int32")];
    });
  },
};
