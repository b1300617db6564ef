// This module is browser compatible.

import type { CompiledModel } from "../export.ts";
import type { SavedModel } from "../saved/load.ts";
import { WeftError } from "../../error.ts";
import { decodeModel } from "../../onnx/encode.ts";
import type { Backend } from "../../runtime/backends.ts";
import { createSession, type Session } from "../../runtime/session.ts";
import { chooseInputs } from "./choose_inputs.ts";
import { logDifference, type OutputNumbers, relativeDifference } from "./difference.ts";
import { indexRanges } from "./index_ranges.ts";
import type { InputNumbers, Range } from "./inputs.ts";
import { predict } from "./predict.ts";
import { softmaxOutputs } from "./softmax_outputs.ts";

export { TOLERANCE } from "./difference.ts";

/** Result of the comparison. */
export interface CheckResult {
  /** Rows that were computed. */
  readonly batchSize: number;
  /** The range from which the numbers of float32 inputs were drawn. */
  readonly range: Range;
  /** Largest difference of any output, in standard deviations of that output. */
  readonly difference: number;
  /** The output that differs most. */
  readonly output: string;
}

/** Options of {@linkcode checkExport}. */
export interface CheckOptions {
  /** The batch size of the file; 3 by default, for a file with a symbolic batch. */
  readonly batchSize?: number | undefined;
  /** The outputs or nodes of a graph model that were exported; by default its outputs. */
  readonly outputs?: readonly string[] | undefined;
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
  { batchSize = 3, outputs: chosen, backend = "cpu" }: CheckOptions = {},
): Promise<CheckResult> {
  const graph = decodeModel(bytes).graph!;
  const rows = indexRanges(graph);
  const probabilities = softmaxOutputs(graph);
  const { inputs, range, expected } = await chooseInputs(
    compiled,
    rows,
    batchSize,
    (inputs) => predict(model, compiled.states, inputs, chosen),
  );
  const outputs = [...compiled.outputs, ...compiled.states.map(({ output }) => output)];
  const session = await createSession(bytes, { backend });
  try {
    requireSame("inputs", inputs.map(({ name }) => name), session.inputs);
    requireSame("outputs", outputs, session.outputs);
    const found = await runSession(session, inputs);
    const differences = outputs.map((name, i) => {
      const [a, b] = [found[name]!, expected[i]!];
      const difference = relativeDifference(a, b);
      const logs = probabilities.has(name) ? logDifference(a, b) : 0;
      return { output: name, difference: Math.max(difference, logs) };
    });
    const worst = differences.reduce((a, b) => b.difference > a.difference ? b : a);
    return { batchSize: inputs[0]?.shape[0] ?? 1, range, ...worst };
  } finally {
    await session.close();
  }
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
