import { fromBinary } from "@bufbuild/protobuf";
import { TensorProtoSchema } from "onnx-buf";
import { fileError } from "../../../cli/file.ts";
import { WeftError } from "../../../error.ts";
import { readNpy } from "../../../onnx/npy.ts";
import { readTensor, type TensorValue, tensorValue } from "../../../onnx/tensor_value.ts";
import type { InputPort } from "./input_type.ts";

/** A tensor from a file, with the name of an input where the file has it. */
interface NamedTensor {
  readonly name?: string;
  readonly value: TensorValue;
}

type Reader = (bytes: Uint8Array, path: string, inputs: readonly string[]) => NamedTensor[];

/** The readers by the end of the path. */
const READERS: Readonly<Record<string, Reader>> = {
  ".npy": (bytes, path) => [{ value: readNpy(bytes, path) }],
  ".json": readJson,
  ".pb": readProtobuf,
};

/**
 * Reads the inputs of `--input`, each `NAME=FILE` or `FILE`. A tensor without a name is the next
 * input of the model that has none.
 *
 * @throws {WeftError} `usage`, `file` or `data`.
 */
export async function readInputs(
  words: readonly string[],
  ports: readonly InputPort[],
): Promise<Map<string, TensorValue>> {
  const found = new Map<string, TensorValue>();
  const unnamed: TensorValue[] = [];
  const names = ports.map(({ name }) => name);
  for (const word of words) {
    const named = names.find((name) => word.startsWith(`${name}=`));
    const path = named === undefined ? word : word.slice(named.length + 1);
    const reader = Object.entries(READERS).find(([end]) => path.toLowerCase().endsWith(end))?.[1];
    if (reader === undefined) {
      throw new WeftError(
        "usage",
        `Invalid --input: expected a .npy, .json or .pb file, got "${path}"`,
        "Write arrays with numpy.save",
      );
    }
    const bytes = await Deno.readFile(path).catch((error) => {
      throw fileError("read", path, error);
    });
    for (const tensor of reader(bytes, path, names)) {
      const name = named ?? tensor.name;
      if (name === undefined) unnamed.push(tensor.value);
      else if (names.includes(name) && !found.has(name)) found.set(name, tensor.value);
      else throw stray(path, name, names);
    }
  }
  for (const value of unnamed) {
    const name = names.find((name) => !found.has(name));
    if (name === undefined) throw stray("--input", "one more tensor", names);
    found.set(name, value);
  }
  return found;
}

function stray(path: string, name: string, names: readonly string[]): WeftError {
  return new WeftError(
    "usage",
    `Cannot use ${path}: ${name} is not an input of the model, or it is given twice`,
    `The inputs are ${names.join(", ")}`,
  );
}

/** Reads a TensorProto. The names in ONNX's test data are not always those of the inputs. */
function readProtobuf(bytes: Uint8Array, path: string, inputs: readonly string[]): NamedTensor[] {
  try {
    const tensor = fromBinary(TensorProtoSchema, bytes);
    const value = readTensor(tensor);
    if (value) return [{ ...(inputs.includes(tensor.name) ? { name: tensor.name } : {}), value }];
  } catch {
    // The error below says it.
  }
  throw new WeftError(
    "data",
    `Cannot read ${path}: it is not a TensorProto of numbers`,
    "Take a file of ONNX's test data sets, such as input_0.pb",
  );
}

/** Reads nested lists of numbers, or an object of such lists by input. */
function readJson(bytes: Uint8Array, path: string): NamedTensor[] {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw notNumbers(path);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return [{ value: nestedTensor(json, path) }];
  }
  return Object.entries(json).map(([name, list]) => ({ name, value: nestedTensor(list, path) }));
}

function nestedTensor(list: unknown, path: string): TensorValue {
  const shape: number[] = [];
  for (let part = list; Array.isArray(part); part = part[0]) shape.push(part.length);
  const collect = (part: unknown, axis: number): number[] => {
    if (Array.isArray(part) && part.length === shape[axis]) {
      return part.flatMap((each) => collect(each, axis + 1));
    }
    if (axis === shape.length && (typeof part === "number" || typeof part === "boolean")) {
      return [Number(part)];
    }
    throw notNumbers(path);
  };
  return tensorValue("float64", shape, collect(list, 0));
}

function notNumbers(path: string): WeftError {
  return new WeftError(
    "data",
    `Cannot read ${path}: it is not a JSON list of numbers, nor lists of equal lengths in a list`,
    'Write [[1, 2], [3, 4]], or {"image": [[1, 2], [3, 4]]} for inputs by name',
  );
}
