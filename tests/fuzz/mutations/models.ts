import { clearField, create } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  NodeProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import { decodeModel, encodeModel } from "../../../onnx/encode.ts";
import {
  type AttributeValues,
  makeAttribute,
  makeNode,
  makeValueInfo,
} from "../../../onnx/make.ts";
import type { Random } from "../random.ts";
import type { Mutation } from "../target.ts";
import { mutateBytes } from "./bytes.ts";

/** Small numbers, so that no variant needs much memory. */
const NUMBERS = [0n, 1n, 2n, 3n, 4n, 5n, 6n, 8n, -1n, -2n];
const OPERATORS = ["Relu", "Identity", "Neg", "Tanh", "Abs", "Sigmoid", "Flatten", "Conv", "None"];
const OPSETS = [10, 11, 12, 13, 15, 17, 18, 19, 20, 21, 22];

/** Attributes of convolutions, poolings and Pad, right and wrong. */
const ATTRIBUTES: readonly ((random: Random) => AttributeValues)[] = [
  (random) => ({ auto_pad: { s: random.pick(["NOTSET", "SAME_UPPER", "VALID", "NONE"]) } }),
  (random) => ({ ceil_mode: { i: random.below(2) } }),
  (random) => ({ storage_order: { i: random.below(2) } }),
  (random) => ({ group: { i: random.pick([0, 1, 2, 3, 6]) } }),
  (random) => ({ mode: { s: random.pick(["constant", "reflect", "edge", "none"]) } }),
  (random) => ({ output_shape: { ints: [random.below(30), random.below(30)] } }),
  (random) => ({ output_padding: { ints: [random.below(3), random.below(3)] } }),
  (random) => ({ unknown: { i: random.below(3) } }),
  ...["strides", "dilations", "pads", "kernel_shape"].map((name) => (random: Random) => ({
    [name]: {
      ints: Array.from(
        { length: random.pick([2, 2, 4, 4, 1, 3]) },
        () => Number(random.pick(NUMBERS)),
      ),
    },
  })),
];

type Change = (random: Random, graph: GraphProto, model: ModelProto) => void;

/** The name of any value of a graph. */
function valueOf(random: Random, { node, initializer, input }: GraphProto): string {
  const names = [
    ...node.flatMap(({ output }) => output),
    ...[...initializer, ...input].map((v) => v.name),
  ];
  return random.pick(names) ?? "";
}

const CHANGES: readonly Change[] = [
  (random, { initializer }) => { // another shape
    const { dims } = random.pick(initializer);
    if (dims.length > 0) dims[random.below(dims.length)] = random.pick(NUMBERS);
    else dims.push(random.pick(NUMBERS));
  },
  (random, { initializer }) => { // fewer elements
    const tensor = random.pick(initializer);
    tensor.rawData = tensor.rawData.slice(0, random.below(tensor.rawData.length + 1));
  },
  (random, { initializer }) => { // another number
    const tensor = random.pick(initializer), bytes = tensor.rawData.slice();
    const view = new DataView(bytes.buffer);
    if (tensor.dataType === 7 && bytes.length >= 8) {
      view.setBigInt64(8 * random.below(bytes.length >> 3), random.pick(NUMBERS), true);
    } else if (bytes.length >= 4) {
      const value = random.pick([0, -1, 1e30, 1e-40, NaN, Infinity]);
      view.setFloat32(4 * random.below(bytes.length >> 2), value, true);
    }
    tensor.rawData = bytes;
  },
  (random, { initializer }) => { // elements in a list
    const tensor = random.pick(initializer);
    if (tensor.dataType !== 1 || tensor.rawData.length % 4 !== 0) return;
    tensor.floatData = [...new Float32Array(tensor.rawData.slice().buffer)];
    if (random.chance(0.7)) clearField(tensor, TensorProtoSchema.field.rawData);
    if (random.chance(0.3)) tensor.floatData.pop();
  },
  (random, { initializer }) =>
    random.pick(initializer).dataType = random.pick([0, 1, 6, 7, 10, 11]),
  (random, { initializer }) =>
    random.pick(initializer).dataLocation = random.pick([
      DataLocation.DEFAULT,
      DataLocation.EXTERNAL,
    ]),
  ...twice((random, { node }) => { // another value of an attribute
    const { attribute } = random.pick(node);
    if (attribute.length > 0) changeAttribute(random, random.pick(attribute));
  }),
  ...twice((random, { node }) => { // one attribute more
    const [[name, value]] = Object.entries(random.pick(ATTRIBUTES)(random)) as [
      [string, AttributeValues[string]],
    ];
    const { attribute } = random.pick(node);
    if (random.chance(0.7)) {
      const old = attribute.findIndex((each) => each.name === name);
      if (old >= 0) attribute.splice(old, 1);
    }
    attribute.push(makeAttribute(name, value));
  }),
  (random, { node }) => { // one attribute less
    const { attribute } = random.pick(node);
    attribute.splice(random.below(attribute.length + 1), 1);
  },
  (random, { node }) => random.pick(node).input.pop(),
  (random, graph) => random.pick(graph.node).input.push(valueOf(random, graph)),
  (random, { node }) => random.pick(node).output.push(random.pick(["", "more"])),
  (random, graph) => { // reads another value
    const { input } = random.pick(graph.node);
    if (input.length > 0) {
      input[random.below(input.length)] = random.pick([valueOf(random, graph), ""]);
    }
  },
  ...twice((random, { node }) => { // a node in between
    const at = random.below(node.length), [value] = node[at]!.output;
    const name = `${value}/x`;
    for (const { input } of node.slice(at + 1)) {
      input.forEach((each, i) => each === value && (input[i] = name));
    }
    node.splice(at + 1, 0, makeNode(random.pick(OPERATORS), [value!], [name]));
  }),
  (random, { node }) => node.splice(random.below(node.length), 1),
  (random, { node }) => { // another order
    const [moved] = node.splice(random.below(node.length), 1);
    node.splice(random.below(node.length + 1), 0, moved!);
  },
  (random, { node }) => random.pick(node).opType = random.pick(OPERATORS),
  (random, { node }) => random.pick(node).domain = random.pick(["", "ai.onnx", "com.microsoft"]),
  (random, { node }) => random.pick(node).name = random.pick(["", random.pick(node).name]),
  (random, { node }) => node.push(create(NodeProtoSchema, random.pick(node))),
  (random, graph) => { // one output more, without a declared shape: see onnx/rewrites/rewrite.ts
    graph.output.push(create(ValueInfoProtoSchema, { name: valueOf(random, graph) }));
  },
  (random, graph) => { // a declared type
    const name = valueOf(random, graph), type = random.pick(["float32", "int64"] as const);
    const shape = [...["batch"], ...[0, 1, 2].map(() => random.pick([1, 4, 6, 13, 26]))];
    graph.valueInfo.push(makeValueInfo({ name, type, shape }));
  },
  (random, { initializer, input }) => { // a constant that is an input too
    const { name, dims } = random.pick(initializer);
    input.push(makeValueInfo({ name, type: "float32", shape: dims.map(Number) }));
  },
  (random, { initializer }) =>
    initializer.push(create(TensorProtoSchema, random.pick(initializer))),
  (random, { initializer }) => random.pick(initializer).name = random.pick(initializer).name,
  (random, _, model) => model.opsetImport[0]!.version = BigInt(random.pick(OPSETS)),
  (random, _, model) => model.irVersion = BigInt(random.pick([3, 4, 7, 8, 10])),
  (random, { input: [image] }) => { // another shape of the image
    const type = image?.type?.value;
    if (type?.case !== "tensorType") return;
    const dim = type.value.shape?.dim[random.below(4)];
    if (dim) dim.value = { case: "dimValue", value: random.pick(NUMBERS) };
  },
  (random, _, model) =>
    model.metadataProps.push({
      ...model.metadataProps[0]!,
      key: "labels",
      value: random.pick(["[]", "a,b", "[[[1]]]", '["a"]', "{", '{"a":1}', "\0", "[1e999,null]"]),
    }),
];

/** A change that is tried twice as often. */
function twice(change: Change): Change[] {
  return [change, change];
}

function changeAttribute(random: Random, attribute: AttributeProto): void {
  if (random.chance(0.1)) attribute.type = random.pick([1, 2, 3, 6, 7]);
  else if (attribute.ints.length > 0) {
    attribute.ints[random.below(attribute.ints.length)] = random.pick(NUMBERS);
    if (random.chance(0.2)) attribute.ints.push(random.pick(NUMBERS));
  } else if (random.chance(0.8)) attribute.i = random.pick(NUMBERS);
  else attribute.s = new TextEncoder().encode("SAME_LOWER");
}

/** Changes one to three parts of a model that is still a protobuf message. */
export const mutateModel: Mutation = (random, seed) => {
  const model = decodeModel(seed.slice()), graph = model.graph!;
  for (let i = random.below(3); i >= 0; i--) {
    if (graph.node.length > 0 && graph.initializer.length > 0) {
      random.pick(CHANGES)(random, graph, model);
    }
  }
  return encodeModel(model);
};

/** Changes a model, and now and then its bytes too. */
export const mutateModelFile: Mutation = (random, seed, seeds) =>
  random.chance(0.3) ? mutateBytes(random, seed, seeds) : mutateModel(random, seed, seeds);
