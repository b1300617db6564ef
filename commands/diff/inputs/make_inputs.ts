import { parseShapes } from "../../../cli/shape_flag.ts";
import type { OpenModel } from "../../../onnx/open_model.ts";
import { castTensor, type TensorValue } from "../../../onnx/tensor_value.ts";
import { inputPorts } from "./input_type.ts";
import { chooseShapes, drawInputs } from "./random_inputs.ts";
import { readInputs } from "./read_inputs.ts";

/** The inputs that all sides are given. */
export interface Inputs {
  readonly values: ReadonlyMap<string, TensorValue>;
  /** The names of those that were drawn. */
  readonly random: readonly string[];
}

/** The flags that decide the inputs. */
export interface InputFlags {
  readonly input: readonly string[];
  readonly shape: readonly string[];
  readonly seed: number;
}

/**
 * Makes the inputs of a model: from files, and random ones for the rest.
 *
 * @param file The name of the model in errors.
 * @throws {WeftError} `usage`, `file`, `data` or `model` when they cannot be made.
 */
export async function makeInputs(
  { graph }: OpenModel,
  file: string,
  { input, shape, seed }: InputFlags,
): Promise<Inputs> {
  const ports = inputPorts(graph, file);
  const read = await readInputs(input, ports);
  const shapes = chooseShapes(
    ports,
    new Map([
      ...parseShapes(shape),
      ...[...read].map(([name, value]) => [name, value.shape] as const),
    ]),
  );
  const drawn = drawInputs(graph, ports, shapes, seed);
  const types = new Map(ports.map(({ name, type }) => [name, type]));
  const values = new Map([...drawn].map(([name, value]) => {
    const given = read.get(name);
    return [name, given ? castTensor(given, types.get(name)!) : value];
  }));
  return { values, random: [...drawn.keys()].filter((name) => !read.has(name)) };
}
