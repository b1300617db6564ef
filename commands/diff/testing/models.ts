/**
 * Small models, and runs of `deno task diff` on them. For tests only.
 */

import type { NodeProto, TensorProto } from "onnx-buf";
import { join } from "node:path";
import { type Recorded, runRecorded } from "../../../cli/testing/recorded.ts";
import { createGenerator } from "../../../data/random.ts";
import { encodeModel } from "../../../onnx/encode.ts";
import { makeGraph, makeModel, makeTensor, type ValueInfo } from "../../../onnx/make.ts";
import { elementCount } from "../../../onnx/tensor_value.ts";
import { diff } from "../main.ts";
import { SPEC } from "../spec.ts";

/** Parts of a model; inputs are float32. */
export interface ModelOf {
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>> | readonly ValueInfo[];
  readonly nodes: readonly NodeProto[];
  readonly constants?: readonly TensorProto[];
  readonly outputs: readonly string[];
}

/** Makes an .onnx file of opset 17. The types of its outputs are left to the runtime. */
export function modelOf({ inputs, nodes, constants = [], outputs }: ModelOf): Uint8Array {
  const infos = Array.isArray(inputs)
    ? inputs as readonly ValueInfo[]
    : Object.entries(inputs as Record<string, readonly (number | string)[]>)
      .map(([name, shape]): ValueInfo => ({ name, type: "float32", shape }));
  const graph = makeGraph({
    name: "model",
    inputs: infos,
    nodes,
    initializers: constants,
    outputs: outputs.map((name) => ({ name, type: "float32", shape: [] })),
  });
  for (const value of graph.output) delete value.type;
  return encodeModel(makeModel({ graph, opsets: { "": 17 } }));
}

/** A constant of seeded random numbers, uniform on [-0.5, 0.5). */
export function weight(name: string, shape: readonly number[], seed = 1): TensorProto {
  const generator = createGenerator(seed);
  return numbers(
    name,
    shape,
    Array.from({ length: elementCount(shape) }, () => generator.uniform() - 0.5),
  );
}

/** A constant of float32. */
export function numbers(
  name: string,
  shape: readonly number[],
  values: readonly number[],
): TensorProto {
  return makeTensor(name, "float32", shape, Float32Array.from(values));
}

/** Calls a test with a new folder and removes it afterwards. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "weft-diff-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A run of `deno task diff`. Lines of a table that belong to one row are joined. */
export interface DiffRun extends Recorded {
  readonly rows: string;
}

/** Runs `deno task diff` with files and flags; reproductions go to `DIR/out`. */
export async function runDiff(folder: string, ...args: string[]): Promise<DiffRun> {
  const recorded = await runRecorded(SPEC, diff, [...args, "--out", join(folder, "out")]);
  return { ...recorded, rows: recorded.stdout.replace(/\n {22}/g, " ") };
}

/** Writes a model into the folder and returns its path. */
export async function write(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await Deno.writeFile(path, bytes);
  return path;
}
