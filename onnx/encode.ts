// This module is browser compatible.

import { create, toBinary } from "@bufbuild/protobuf";
import {
  type AttributeProto,
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "onnx-buf";
import {
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxTensor,
  onnxType,
  type OnnxValue,
} from "./model.ts";

/** ONNX IR version 8, which came with opset 17 and every current runtime reads. */
const IR_VERSION = 8n;

/**
 * Serialises a model as an .onnx file. Equal models give equal bytes: fields are written in their
 * numeric order, metadata by key, and nothing depends on time or place.
 */
export function encodeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const message = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: "weft",
    opsetImport: Object.entries(model.opsets).map(([domain, version]) =>
      create(OperatorSetIdProtoSchema, { domain, version: BigInt(version) })
    ),
    graph: graphProto(model.graph),
    metadataProps: Object.entries(model.metadata).sort(([a], [b]) => a < b ? -1 : 1).map((
      [key, value],
    ) => create(StringStringEntryProtoSchema, { key, value })),
  });
  return toBinary(ModelProtoSchema, message);
}

function graphProto(graph: OnnxGraph): GraphProto {
  return create(GraphProtoSchema, {
    name: graph.name,
    node: graph.nodes.map((node) =>
      create(NodeProtoSchema, {
        input: node.inputs,
        output: node.outputs,
        name: node.name,
        opType: node.op,
        domain: node.domain,
        attribute: Object.entries(node.attributes).map(([name, value]) =>
          attributeProto(name, value)
        ),
      })
    ),
    initializer: graph.initializers.map(tensorProto),
    input: graph.inputs.map(valueInfoProto),
    output: graph.outputs.map(valueInfoProto),
  });
}

function attributeProto(name: string, value: OnnxAttribute): AttributeProto {
  const fields = "i" in value
    ? { i: BigInt(value.i), type: AttributeType.INT }
    : "f" in value
    ? { f: value.f, type: AttributeType.FLOAT }
    : "s" in value
    ? { s: new TextEncoder().encode(value.s), type: AttributeType.STRING }
    : "ints" in value
    ? { ints: value.ints.map(BigInt), type: AttributeType.INTS }
    : "floats" in value
    ? { floats: [...value.floats], type: AttributeType.FLOATS }
    : { g: graphProto(value.graph), type: AttributeType.GRAPH };
  return create(AttributeProtoSchema, { name, ...fields });
}

function tensorProto(tensor: OnnxTensor) {
  const { buffer, byteOffset, byteLength } = tensor.data;
  return create(TensorProtoSchema, {
    name: tensor.name,
    dataType: onnxType[tensor.type],
    dims: tensor.shape.map(BigInt),
    rawData: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  });
}

function valueInfoProto(value: OnnxValue): ValueInfoProto {
  const dim = value.shape.map((length) =>
    create(TensorShapeProto_DimensionSchema, {
      value: typeof length === "number"
        ? { case: "dimValue", value: BigInt(length) }
        : { case: "dimParam", value: length },
    })
  );
  const tensorType = create(TypeProto_TensorSchema, {
    elemType: onnxType[value.type],
    shape: create(TensorShapeProtoSchema, { dim }),
  });
  return create(ValueInfoProtoSchema, {
    name: value.name,
    type: create(TypeProtoSchema, { value: { case: "tensorType", value: tensorType } }),
  });
}
