import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { exportOnnx } from "../../export.ts";
import { runModel } from "../../testing/agrees_with_tfjs.ts";
import { type Constant, constant, graphModel, op, placeholder } from "../../testing/graph_def.ts";
import { predictGraphModel } from "../predict.ts";
import type { GraphNode } from "../topology.ts";
import { dynamicOps } from "./ops.ts";

tf.enableProdMode();
await tf.setBackend("cpu");

/** A few float32 operations on small numbers: sums and functions round in their last bits. */
const TOLERANCE = 1e-6;

type Part = GraphNode | Constant;

const integers = (value: tf.TensorLike): Constant =>
  constant(JSON.stringify(value), value, "int32");

/** `rows` are those of x [6, 2] whose first number is above 0, `at` their positions. */
const source: Part[] = [
  placeholder("x", [6, 2]),
  ...[0, 1, 2, 3, -1, -3, [0], [1], [1, 0], [0, 1]].map(integers),
  constant("zero", 0),
  constant("half", 0.5),
  op("columns", "Split", ["1", "x"], { num_split: { i: "2" } }),
  op("first", "Squeeze", ["columns"], { squeeze_dims: { list: { i: ["1"] } } }),
  op("mask", "Greater", ["first", "zero"]),
  op("where", "Where", ["mask"]),
  op("at", "Squeeze", ["where"], { squeeze_dims: { list: { i: ["1"] } } }),
  op("rows", "GatherV2", ["x", "at", "0"]),
  op("swapped", "GatherV2", ["rows", "[1,0]", "1"]),
  op("shape", "Shape", ["rows"]),
  op("count", "StridedSlice", ["shape", "[0]", "[1]", "[1]"], { shrink_axis_mask: { i: "1" } }),
  op("high", "Greater", ["rows", "half"]),
  op("low", "Less", ["rows", "swapped"]),
];

/** Numbers for x, of which none, one and four rows are selected. */
const inputs = [
  [-1, 3, -2, 1, 0, 2, -0.5, 1, -3, 0, -1, 1],
  [-1, 3, -2, 1, 0, 2, 1.75, 1, -3, 0, -1, 1],
  [0.25, 3, 2, 0.5, -0.5, 2, 1.5, 0.75, 3, 0.125, -1, 1],
];

/** One node `y` of an op. */
const y = (name: string, reads: string[], attr: GraphNode["attr"] = {}): Part[] => [
  op("y", name, reads, attr),
];
const named = (names: string, ...reads: string[]) =>
  Object.fromEntries(names.split(" ").map((name) => [name, y(name, reads)]));
const reductions = (names: string, reads: string) =>
  Object.fromEntries(
    names.split(" ").flatMap((name) => [
      [name, y(name, [reads, "[1]"])],
      [`${name} that keeps axes`, y(name, [reads, "[1]"], { keep_dims: { b: true } })],
    ]),
  );
const slice = (bounds: number[][], masks: Record<string, number> = {}): Part[] => [
  ...bounds.map((each, i) => constant(`bound ${i}`, each, "int32")),
  ...y(
    "StridedSlice",
    ["rows", "bound 0", "bound 1", "bound 2"],
    Object.fromEntries(Object.entries(masks).map(([key, i]) => [`${key}_mask`, { i: `${i}` }])),
  ),
];
const boxes = (name: string, output: number, attr: GraphNode["attr"] = {}): Part[] => [
  constant("side", 2),
  op("corner", "AddV2", ["rows", "side"]),
  op("boxes", "ConcatV2", ["rows", "corner", "1"], { N: { i: "2" } }),
  op("scores", "Max", ["rows", "[1]"]),
  ...[["iou", 0.3], ["least", 0.6], ["sigma", 0]].map(([key, value]) =>
    constant(key as string, value as number)
  ),
  op("nms", name, [
    ...["boxes", "scores", "count", "iou"],
    ...(name.endsWith("2") ? [] : ["least"]),
    ...(name.endsWith("5") ? ["sigma"] : []),
  ], attr),
  op("y", "Identity", [`nms:${output}`]),
];

/** Graphs that end at `y`. A title begins with the name of the op. */
const graphs: Readonly<Record<string, Part[]>> = {
  ...named("Add AddV2 Sub Mul Div RealDiv FloorDiv FloorMod Maximum Minimum", "rows", "swapped"),
  ...named("Equal NotEqual Greater GreaterEqual Less LessEqual", "rows", "swapped"),
  ...named("Abs Ceil Exp Floor Identity Log Neg Relu Sigmoid Sqrt Square", "rows"),
  ...named("StopGradient Tanh ZerosLike OnesLike Shape Size Rank", "rows"),
  ...named("LogicalAnd LogicalOr", "high", "low"),
  ...named("LogicalNot", "low"),
  "FloorDiv of integers": [op("below", "Sub", ["at", "3"]), ...y("FloorDiv", ["below", "2"])],
  "FloorMod of integers": [op("below", "Sub", ["at", "3"]), ...y("FloorMod", ["below", "-3"])],
  "Cast to integers": y("Cast", ["rows"], { DstT: { type: "DT_INT32" } }),
  "Cast of truth": y("Cast", ["high"], { DstT: { type: "DT_FLOAT" } }),
  "Select of elements": y("Select", ["low", "rows", "swapped"]),
  "SelectV2 of elements and a scalar": y("SelectV2", ["low", "rows", "half"]),
  ...reductions("Max Mean Min Prod Sum", "rows"),
  ...reductions("All Any", "high"),
  "Sum over an axis whose length depends on data": y("Sum", ["rows", "[0]"]),
  "ArgMax along rows": y("ArgMax", ["rows", "1"]),
  "ArgMin along rows": y("ArgMin", ["rows", "-1"]),
  "ConcatV2 along rows": y("ConcatV2", ["rows", "swapped", "x", "0"], { N: { i: "3" } }),
  "ConcatV2 along columns": y("ConcatV2", ["rows", "swapped", "-1"], { N: { i: "2" } }),
  "Pack in front": y("Pack", ["rows", "swapped"], { axis: { i: "0" } }),
  "Pack behind": y("Pack", ["rows", "swapped"], { axis: { i: "-1" } }),
  "Unpack of columns": [
    op("unpacked", "Unpack", ["rows"], { axis: { i: "1" }, num: { i: "2" } }),
    op("y", "Sub", ["unpacked:1", "unpacked"]),
  ],
  "Split of columns": [
    op("halves", "Split", ["1", "rows"], { num_split: { i: "2" } }),
    op("y", "Sub", ["halves:1", "halves"]),
  ],
  "SplitV of columns": [
    constant("sizes", [1, 1], "int32"),
    op("uneven", "SplitV", ["rows", "sizes", "1"]),
    op("y", "Sub", ["uneven", "uneven:1"]),
  ],
  "Slice of a computed size": [
    op("fewer", "Minimum", ["count", "2"]),
    op("size", "Pack", ["fewer", "-1"]),
    ...y("Slice", ["rows", "[0,1]", "size"]),
  ],
  "Pad to a length": [
    constant("long", 5, "int32"),
    op("missing", "Sub", ["long", "count"]),
    op("behind", "Pack", ["0", "missing"]),
    op("paddings", "Pack", ["behind", "[1,0]"]),
    ...y("Pad", ["rows", "paddings"]),
  ],
  "PadV2 with a number": [
    op("behind", "Pack", ["count", "0"]),
    op("paddings", "Pack", ["behind", "[0,1]"]),
    ...y("PadV2", ["rows", "paddings", "half"]),
  ],
  "Reshape to one axis": [integers([-1]), ...y("Reshape", ["rows", "[-1]"])],
  "Reshape to a computed shape": [
    op("flat", "Pack", ["count", "1", "2"]),
    ...y("Reshape", ["rows", "flat"]),
  ],
  "Reshape of a number": [integers([-1]), ...y("Reshape", ["count", "[-1]"])],
  "ExpandDims behind": y("ExpandDims", ["rows", "-1"]),
  "Squeeze of an axis": [
    op("wide", "ExpandDims", ["rows", "1"]),
    ...y("Squeeze", ["wide"], { squeeze_dims: { list: { i: ["-2"] } } }),
  ],
  "Squeeze of a number": [op("wide", "ExpandDims", ["count", "0"]), ...y("Squeeze", ["wide"])],
  "Fill of a computed shape": y("Fill", ["shape", "half"]),
  "BroadcastTo a computed shape": [
    op("column", "ExpandDims", ["at", "1"]),
    ...y("BroadcastTo", ["column", "shape"]),
  ],
  "Range up to a computed number": y("Range", ["0", "count", "1"], { Tidx: { type: "DT_INT32" } }),
  "Tile of rows": [constant("times", [2, 3], "int32"), ...y("Tile", ["rows", "times"])],
  "Transpose of columns": y("Transpose", ["rows", "[1,0]"]),
  "StridedSlice of a part": slice([[0, 1], [3, 2], [1, 1]]),
  "StridedSlice from behind": slice([[0, 0], [0, 0], [-1, 1]], { begin: 3, end: 3 }),
  "StridedSlice of a column": slice([[0, -1], [0, 0], [1, 1]], {
    begin: 1,
    end: 1,
    shrink_axis: 2,
  }),
  "StridedSlice behind an ellipsis": slice([[0, 1], [0, 2], [1, 1]], { ellipsis: 1 }),
  "StridedSlice with a new axis": slice([[0, 0], [0, 2], [1, 1]], { new_axis: 1 }),
  "GatherV2 of columns": y("GatherV2", ["rows", "[1,0]", "-1"]),
  "GatherV2 of a fixed table": y("GatherV2", ["x", "at", "0"]),
  "GatherNd of elements": [
    op("column", "ExpandDims", ["at", "1"]),
    op("zeros", "ZerosLike", ["column"]),
    op("positions", "ConcatV2", ["column", "zeros", "1"], { N: { i: "2" } }),
    ...y("GatherNd", ["x", "positions"]),
  ],
  "TopKV2 of a computed number": [
    op("best", "Max", ["rows", "[1]"]),
    op("k", "Minimum", ["count", "3"]),
    op("top", "TopKV2", ["best", "k"], { sorted: { b: true } }),
    op("order", "Cast", ["top:1"], { DstT: { type: "DT_FLOAT" } }),
    op("y", "Pack", ["top", "order"]),
  ],
  "Unique of a list": [
    op("rest", "FloorMod", ["at", "2"]),
    op("distinct", "Unique", ["rest"]),
    op("y", "GatherV2", ["distinct", "distinct:1", "0"]),
  ],
  "UniqueV2 along an axis": [
    op("doubled", "ConcatV2", ["rows", "rows", "0"], { N: { i: "2" } }),
    ...y("UniqueV2", ["doubled", "[0]"]),
  ],
  "ListDiff of two lists": [
    op("difference", "ListDiff", ["[0,1]", "at"]),
    op("y", "Pack", ["difference", "difference:1"]),
  ],
  "Where of a computed condition": y("Where", ["low"]),
  "NonMaxSuppressionV2 of selected boxes": boxes("NonMaxSuppressionV2", 0),
  "NonMaxSuppressionV3 above a score": boxes("NonMaxSuppressionV3", 0),
  "NonMaxSuppressionV4 with its count": boxes("NonMaxSuppressionV4", 1),
  "NonMaxSuppressionV5 with scores": boxes("NonMaxSuppressionV5", 1),
};

for (const [title, parts] of Object.entries(graphs)) {
  Deno.test(`${title} agrees with tfjs for every number of rows`, async () => {
    const model = await graphModel([...source, ...parts], {
      signature: { inputs: { x: "x" }, outputs: { y: "y" } },
    });
    const bytes = exportOnnx(model);
    for (const numbers of inputs) {
      const data = Float32Array.from(numbers);
      const { y } = await runModel(bytes, { x: { shape: [6, 2], dtype: "float32", data } });
      const [expected] = await predictGraphModel(model, { x: tf.tensor(data, [6, 2]) });
      assert.deepEqual([y!.shape, y!.dtype], [expected!.shape, expected!.dtype]);
      expected!.dataSync().forEach((wanted, i) =>
        assert.ok(
          Object.is(wanted, y!.data[i]) || Math.abs(wanted - y!.data[i]!) <= TOLERANCE,
          `${y!.data} for ${expected}`,
        )
      );
    }
  });
}

Deno.test("a suppression drops boxes in these graphs", async () => {
  const model = await graphModel([...source, ...boxes("NonMaxSuppressionV2", 0)]);
  const data = Float32Array.from(inputs[2]!);
  const { y } = await runModel(exportOnnx(model), { x: { shape: [6, 2], dtype: "float32", data } });
  assert.deepEqual([...y!.data], [0, 3, 1]);
});

Deno.test("every op on tensors whose shapes depend on data is compared with tfjs", () => {
  const compared = new Set(Object.keys(graphs).map((title) => title.split(" ")[0]));
  assert.deepEqual(Object.keys(dynamicOps).filter((name) => !compared.has(name)), []);
});
