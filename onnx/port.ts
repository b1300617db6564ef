// This module is browser compatible.
import type { TypeProto, ValueInfoProto } from "onnx-buf";
import { dataTypeName } from "./data_type.ts";

/** An input or output of a graph, as its file declares it. */
export interface Port {
  readonly name: string;
  /** The element type; `sequence(float32)` and the like for values that are no tensors. */
  readonly type: string;
  /**
   * A string is a symbolic dimension, `?` an unknown one; missing where the file says nothing, and
   * for values that are no tensors.
   */
  readonly shape?: readonly (number | string)[];
}

/** Reads an input or output of a graph. */
export function portOf({ name, type }: ValueInfoProto): Port {
  const shape = type?.value.case === "tensorType" ? type.value.value.shape : undefined;
  const dims = shape?.dim.map(({ value }) => {
    if (value.case === "dimParam") return value.value || "?";
    // Some programs write -1 for an unknown length.
    return value.case === "dimValue" && value.value >= 0n ? Number(value.value) : "?";
  });
  return { name, type: typeText(type), ...(dims ? { shape: dims } : {}) };
}

function typeText(type: TypeProto | undefined): string {
  switch (type?.value.case) {
    case "tensorType":
      return dataTypeName(type.value.value.elemType) ?? "unknown";
    case "sparseTensorType":
      return `sparse(${dataTypeName(type.value.value.elemType) ?? "unknown"})`;
    case "sequenceType":
    case "optionalType": {
      const { case: kind, value } = type.value;
      return `${kind.replace("Type", "")}(${typeText(value.elemType)})`;
    }
    case "mapType": {
      const { keyType, valueType } = type.value.value;
      return `map(${dataTypeName(keyType) ?? "unknown"}, ${typeText(valueType)})`;
    }
    default:
      return "unknown";
  }
}

/** Formats a port: `image float32[batch, 1, 28, 28]`. */
export function portText({ name, type, shape }: Port): string {
  return `${name} ${type}${shape ? `[${shape.join(", ")}]` : ""}`;
}
