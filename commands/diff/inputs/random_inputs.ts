// This module is browser compatible.
import type { GraphProto } from "onnx-buf";
import { indexRanges } from "../../../compiler/check/index_ranges.ts";
import { createGenerator } from "../../../data/random.ts";
import { WeftError } from "../../../error.ts";
import { portText } from "../../../onnx/port.ts";
import {
  elementCount,
  isFloat,
  type TensorValue,
  tensorValue,
} from "../../../onnx/tensor_value.ts";
import type { InputPort } from "./input_type.ts";

/** The length of a first axis that the file leaves open: two rows show faults of batches. */
const ROWS = 2;

/** Integers that are positions in no table are drawn below this number. */
const LARGEST_INTEGER = 10;

/**
 * Chooses the shapes of the inputs: `--shape`, then the file, then {@linkcode ROWS} for an open
 * first axis. A symbolic dimension has one length in all inputs.
 *
 * @param given Shapes by the input's name: those of `--shape` and of inputs from files.
 * @throws {WeftError} `usage` when a shape does not fit the file, or leaves an axis open.
 */
export function chooseShapes(
  ports: readonly InputPort[],
  given: ReadonlyMap<string, readonly number[]>,
): Map<string, readonly number[]> {
  const lengths = new Map<string, number>();
  const unknown = [...given.keys()].find((name) => !ports.some((port) => port.name === name));
  if (unknown !== undefined) {
    throw new WeftError(
      "usage",
      `Invalid --shape: there is no input "${unknown}"`,
      `The inputs are ${ports.map(portText).join("; ")}`,
    );
  }
  for (const port of ports) {
    const shape = given.get(port.name);
    if (shape === undefined || port.shape === undefined) continue;
    const fits = shape.length === port.shape.length && port.shape.every((length, axis) => {
      if (typeof length === "number") return length === shape[axis];
      const known = lengths.get(length) ?? shape[axis]!;
      if (length !== "?") lengths.set(length, known);
      return length === "?" || known === shape[axis];
    });
    if (!fits) {
      throw new WeftError(
        "usage",
        `Cannot use the shape [${shape.join(", ")}] for ${portText(port)}`,
        "Give each axis the length that the file has, and a symbolic one the same everywhere",
      );
    }
  }
  return new Map(ports.map((port) => [port.name, given.get(port.name) ?? fill(port, lengths)]));
}

/** Fills the open axes of an input. */
function fill(port: InputPort, lengths: Map<string, number>): number[] {
  const open = port.shape?.findIndex((length, axis) =>
    typeof length === "string" && axis > 0 && !lengths.has(length)
  );
  if (port.shape === undefined || open !== -1) {
    throw new WeftError(
      "usage",
      `Missing shape: the file leaves ${portText(port)} open`,
      `Pass --shape ${port.name}=${
        port.shape?.map((length) => typeof length === "number" ? length : 1).join() ?? "1,2,3"
      } or an --input`,
    );
  }
  return port.shape.map((length) => {
    if (typeof length === "number") return length;
    const known = lengths.get(length) ?? ROWS;
    if (length !== "?") lengths.set(length, known);
    return known;
  });
}

/**
 * Draws the inputs that no file gives: floats uniform on [-1, 1), bool 0 or 1, integers below 10,
 * and positions in a constant table of the graph below its number of rows.
 */
export function drawInputs(
  graph: GraphProto,
  ports: readonly InputPort[],
  shapes: ReadonlyMap<string, readonly number[]>,
  seed: number,
): Map<string, TensorValue> {
  const rows = indexRanges(graph);
  return new Map(ports.map(({ name, type }, stream) => {
    const generator = createGenerator(seed, stream);
    const shape = shapes.get(name)!;
    const draw = isFloat(type)
      ? () => 2 * generator.uniform() - 1
      : () => generator.below(type === "bool" ? 2 : rows.get(name) ?? LARGEST_INTEGER);
    return [name, tensorValue(type, shape, Array.from({ length: elementCount(shape) }, draw))];
  }));
}
