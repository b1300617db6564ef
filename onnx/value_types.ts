// This module is browser compatible.
import { type GraphProto, type NodeProto, TensorProto_DataType as DataType } from "onnx-buf";
import { intOf, subgraphsOf } from "./read.ts";

/** The type of an output: a number of onnx.proto, or the type of an input by its position. */
type OutputType = DataType | { readonly input: number };
/** The types of a node's outputs; the last one stands for all that follow. */
type Rule = (node: NodeProto) => readonly OutputType[];

const always = (...types: OutputType[]): Rule => () => types;
const BOOL = always(DataType.BOOL);
const INT64 = always(DataType.INT64);
const SAME = { input: 0 } as const;

/** The type that an attribute names, such as `to` of Cast; `absent` where a node has none. */
const named = (attribute: string, absent: OutputType): Rule => (node) => {
  const type = intOf(node, attribute, DataType.UNDEFINED);
  return [type === DataType.UNDEFINED ? absent : type];
};

/** The type of the tensor in `value`, float32 for ConstantOfShape without one. */
const ofValue: Rule = ({ attribute }) => {
  const value = attribute.find(({ name }) => name.startsWith("value"));
  if (value?.name === "value_int" || value?.name === "value_ints") return [DataType.INT64];
  return [value?.t?.dataType ?? DataType.FLOAT];
};

/** The types of a subgraph's outputs, without the condition that the body of a Loop begins with. */
const ofSubgraph = (skipped = 0): Rule => (node) =>
  (subgraphsOf(node)[0]?.output ?? []).slice(skipped).map(({ type }) =>
    type?.value.case === "tensorType" ? type.value.value.elemType : DataType.UNDEFINED
  );

/** Operators whose outputs have another type than their first input. */
const RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    [
      ...["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"],
      ...["And", "Or", "Xor", "Not", "IsNaN", "IsInf"],
    ].map((op) => [op, BOOL]),
  ),
  ...Object.fromEntries(
    ["Shape", "Size", "NonZero", "ArgMax", "ArgMin", "NonMaxSuppression"].map((op) => [op, INT64]),
  ),
  ...Object.fromEntries(
    ["RandomNormal", "RandomUniform"].map((op) => [op, named("dtype", DataType.FLOAT)]),
  ),
  ...Object.fromEntries(
    ["RandomNormalLike", "RandomUniformLike", "EyeLike"].map((op) => [op, named("dtype", SAME)]),
  ),
  Multinomial: named("dtype", DataType.INT32),
  Cast: named("to", DataType.UNDEFINED),
  CastLike: always({ input: 1 }),
  Constant: ofValue,
  ConstantOfShape: ofValue,
  Where: always({ input: 1 }),
  OneHot: always({ input: 2 }),
  MaxPool: always(SAME, DataType.INT64),
  TopK: always(SAME, DataType.INT64),
  Unique: always(SAME, DataType.INT64),
  Dropout: always(SAME, DataType.BOOL),
  QuantizeLinear: ({ input }) => [input[2] ? { input: 2 } : DataType.UINT8],
  DequantizeLinear: always({ input: 1 }),
  DynamicQuantizeLinear: always(DataType.UINT8, DataType.FLOAT, DataType.UINT8),
  QLinearConv: always({ input: 7 }),
  QLinearMatMul: always({ input: 7 }),
  ConvInteger: always(DataType.INT32),
  MatMulInteger: always(DataType.INT32),
  If: ofSubgraph(),
  Scan: ofSubgraph(),
  Loop: ofSubgraph(1),
};

/**
 * The element type of each value of a graph, as a number of onnx.proto. Operators have the types of
 * opset 17; one that weft does not know has the type of its first input, as nearly all do. Values
 * inside of subgraphs are not among them.
 *
 * @example
 * ```ts
 * const graph = makeGraph({
 *   name: "graph",
 *   nodes: [makeNode("Shape", ["x"], ["shape"])],
 *   inputs: [{ name: "x", type: "float32", shape: [2] }],
 *   outputs: [],
 * });
 * console.assert(valueTypes(graph).get("shape") === elementType.int64);
 * ```
 */
export function valueTypes(graph: GraphProto): Map<string, DataType> {
  const types = new Map<string, DataType>(
    graph.initializer.map(({ name, dataType }) => [name, dataType]),
  );
  for (const { name, type } of graph.input) {
    if (type?.value.case === "tensorType") types.set(name, type.value.value.elemType);
  }
  for (const node of graph.node) {
    const rule = RULES[node.opType]?.(node) ?? [SAME];
    node.output.forEach((output, i) => {
      const type = rule[i] ?? rule.at(-1) ?? DataType.UNDEFINED;
      const known = typeof type === "number" ? type : types.get(node.input[type.input] ?? "");
      if (output !== "" && known !== undefined) types.set(output, known);
    });
  }
  return types;
}
