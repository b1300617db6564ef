// This module is browser compatible.

import type { GraphProto } from "onnx-buf";
import type { CompiledModel } from "../export.ts";
import type { InputConstants } from "../graph_model/constant_inputs.ts";
import type { SavedModel } from "../saved/load.ts";
import { WeftError } from "../../error.ts";
import { decodeModel } from "../../onnx/encode.ts";
import type { Backend } from "../../runtime/backends.ts";
import { createSession, type Session } from "../../runtime/session.ts";
import { activationOutputs } from "./activation_outputs.ts";
import { chooseInputs } from "./choose_inputs.ts";
import {
  logDifference,
  type OutputNumbers,
  relativeDifference,
  sigmoidDifference,
  TOLERANCE,
} from "./difference.ts";
import { indexRanges } from "./index_ranges.ts";
import { type InputNumbers, nextRounding, type Range } from "./inputs.ts";
import { predict } from "./predict.ts";

/** Times the largest change of an output by roundings of the inputs: operations round, too. */
const ENLARGED = 3;

/** Result of the comparison. */
export interface CheckResult {
  /** The inputs. */
  readonly inputs: readonly InputNumbers[];
  /** The outputs that the file gives for them, in its order. */
  readonly outputs: readonly OutputNumbers[];
  /** Rows that were computed. */
  readonly batchSize: number;
  /** The range from which the numbers of float32 inputs were drawn. */
  readonly range: Range;
  /** Largest difference of any output, in standard deviations of that output. */
  readonly difference: number;
  /** The output that differs most, in relation to what is allowed for it. */
  readonly output: string;
  /**
   * The difference that is allowed for that output: {@linkcode TOLERANCE}, or three times what
   * tfjs's own output changes at most when the inputs move by one rounding, in three ways. Some
   * models enlarge a rounding a thousand times.
   */
  readonly tolerance: number;
}

/** Options of {@linkcode checkExport}. */
export interface CheckOptions {
  /** The batch size of the file; 3 by default, for a file with a symbolic batch. */
  readonly batchSize?: number | undefined;
  /** The outputs or nodes of a graph model that were exported; by default its outputs. */
  readonly outputs?: readonly string[] | undefined;
  /** The inputs of a graph model that are constants of the file. */
  readonly constants?: InputConstants | undefined;
  /** The backend that runs the file; `cpu` by default, which browsers do not have. */
  readonly backend?: Backend;
}

/**
 * Runs an exported file and its tfjs model on the same seeded random inputs and compares every
 * output, and the next states of a stateful model. The outputs of the model stay as they are.
 *
 * @throws {WeftError} `compiler` when the file has other inputs or outputs than the model.
 */
export async function checkExport(
  model: SavedModel,
  compiled: Pick<CompiledModel, "inputs" | "outputs" | "states">,
  bytes: Uint8Array,
  { batchSize = 3, outputs: chosen, constants, backend = "cpu" }: CheckOptions = {},
): Promise<CheckResult> {
  const graph = decodeModel(bytes).graph!;
  const rows = indexRanges(graph);
  const compute = (inputs: readonly InputNumbers[]) =>
    predict(model, compiled.states, inputs, { outputs: chosen, constants });
  const { inputs, range, expected } = await chooseInputs(compiled, rows, batchSize, compute);
  const outputs = [...compiled.outputs, ...compiled.states.map(({ output }) => output)];
  const session = await createSession(bytes, { backend });
  try {
    requireSame("inputs", inputs.map(({ name }) => name), session.inputs);
    requireSame("outputs", outputs, session.outputs);
    const found = await runSession(session, inputs);
    const differ = differenceByOutput(graph);
    const differences = outputs.map((name, i) => differ(name, found[name]!, expected[i]!));
    const moved: OutputNumbers[][] = [];
    if (differences.some((difference) => !(difference <= TOLERANCE))) {
      for (const first of [0, 1, 2]) moved.push(await compute(nextRounding(inputs, first)));
    }
    const results = outputs.map((output, i) => {
      const changes = moved.map((results) => differ(output, results[i]!, expected[i]!));
      const tolerance = Math.max(
        TOLERANCE,
        ...changes.filter(Number.isFinite).map((change) => ENLARGED * change),
      );
      return { output, difference: differences[i]!, tolerance };
    });
    const share = (result: typeof results[0]) => result.difference / result.tolerance;
    const worst = results.reduce((a, b) => share(b) > share(a) ? b : a);
    return {
      batchSize: inputs[0]?.shape[0] ?? 1,
      inputs,
      outputs: outputs.map((name) => found[name]!),
      range,
      ...worst,
    };
  } finally {
    await session.close();
  }
}

/** The difference of an output from the expected one, by its name. */
export type DifferenceByOutput = (
  name: string,
  found: OutputNumbers,
  expected: OutputNumbers,
) => number;

/** Compares the outputs of a graph, each by what computes it: a softmax, a sigmoid, or another. */
export function differenceByOutput(graph: GraphProto): DifferenceByOutput {
  const softmax = activationOutputs(graph, "Softmax");
  const sigmoid = activationOutputs(graph, "Sigmoid");
  return (name, found, expected) => {
    const compare = sigmoid.has(name) ? sigmoidDifference : relativeDifference;
    const difference = compare(found, expected);
    return Math.max(difference, softmax.has(name) ? logDifference(found, expected) : 0);
  };
}

/** @throws {WeftError} `compiler` when a file differs from its model by more than is allowed. */
export function requireAgreement(
  { output, difference, tolerance }: Pick<CheckResult, "output" | "difference" | "tolerance">,
  path: string,
): void {
  if (difference <= tolerance) return;
  throw new WeftError(
    "compiler",
    `Cannot export ${path}: its output '${output}' differs from tfjs's by ` +
      `${difference.toPrecision(2)} standard deviations of its numbers, and ` +
      `${tolerance.toPrecision(2)} is allowed; nothing was written`,
    "Please report it with the model.json",
  );
}

async function runSession(
  session: Session,
  inputs: readonly InputNumbers[],
): Promise<Record<string, OutputNumbers>> {
  const storage = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
  const feeds = Object.fromEntries(inputs.map(({ name, shape, dtype, data }) => [
    name,
    new session.Tensor(dtype as "float32", storage[dtype].from(data) as Float32Array, shape),
  ]));
  const results = await session.run(feeds);
  return Object.fromEntries(
    Object.entries(results).map(([name, { type, dims, data }]) => [
      name,
      { type, shape: dims, data: data as ArrayLike<number> },
    ]),
  );
}

function requireSame(
  what: "inputs" | "outputs",
  wanted: readonly string[],
  ports: readonly { readonly name: string }[],
): void {
  const found = ports.map(({ name }) => name);
  if (found.length === wanted.length && found.every((name, i) => name === wanted[i])) return;
  throw new WeftError(
    "compiler",
    `Cannot check the file: its ${what} are ${found.join(", ")}, and those of the model are ` +
      wanted.join(", "),
    "This is an error of the compiler; please report it with the model",
  );
}
