// This module is browser compatible.
import type { GraphProto } from "onnx-buf";
import { WeftError } from "../../../error.ts";
import { type Port, portOf, portText } from "../../../onnx/port.ts";
import { isValueType, type ValueType } from "../../../onnx/tensor_value.ts";
import { requiredInputs } from "../../../onnx/values.ts";

/** An input that a run must be given. */
export interface InputPort extends Port {
  readonly type: ValueType;
}

/**
 * The inputs that a run of a graph must be given.
 *
 * @param file The name of the model in errors.
 * @throws {WeftError} `model` for an input that is no tensor of numbers.
 */
export function inputPorts(graph: GraphProto, file: string): InputPort[] {
  return requiredInputs(graph).map((input) => {
    const port = portOf(input);
    if (isValueType(port.type)) return { ...port, type: port.type };
    throw new WeftError(
      "model",
      `Cannot run ${file}: its input ${portText(port)} is not a tensor of numbers`,
      "Cut the model behind it and compare the rest",
    );
  });
}
