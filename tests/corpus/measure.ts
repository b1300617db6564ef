/**
 * Measures one model of the corpus in a process of its own: exports it, runs it in tfjs and in ONNX
 * Runtime, and prints what it finds out, one JSON object a line.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { resourceUsage } from "node:process";
import { loadSavedModel, type SavedModel } from "../../compiler/mod.ts";
import { checkOnnx } from "../onnx_checker.ts";
import { missingChecker } from "../onnx_python.ts";
import { registerCustomOps } from "./custom_ops.ts";
import { largestDifference } from "./difference.ts";
import { type Exported, exportModel } from "./export_model.ts";
import { onnxOutputs } from "./onnx_outputs.ts";
import { randomInputs } from "./random_inputs.ts";
import type { ModelRecord } from "./record.ts";
import { type InputShape, inputShapes } from "./shapes.ts";
import { ROUNDING } from "./verdict.ts";
import { changeByRounding, runTfjs, type TfjsRuns } from "./run_tfjs.ts";

/** Rows at which a file with a free batch is compared. */
const MANY = 3;

const encoder = new TextEncoder();
const say = (found: ModelRecord) =>
  Deno.stdout.writeSync(encoder.encode(`${JSON.stringify(found)}\n`));
const messageOf = (error: unknown) => error instanceof Error ? error.message : `${error}`;

/** Exports the model and reports it; undefined when it is refused. */
function tryExport(model: SavedModel, inputs: readonly InputShape[]): Exported | undefined {
  try {
    const exported = exportModel(model, inputs);
    const { seconds, parameters, nodes, nodesOnCpu, anyBatch, why, bytes } = exported;
    const peak = resourceUsage().maxRSS / 1024;
    const rest = { parameters, nodes, nodesOnCpu, anyBatch, ...(why === undefined ? {} : { why }) };
    say({ export: { seconds, peak, size: bytes.length / 1e6, ...rest } });
    return exported;
  } catch (error) {
    say({ refused: messageOf(error) });
    return undefined;
  }
}

/**
 * Compares the file with tfjs at each number of rows, and ONNX Runtime's backends; returns the
 * largest difference.
 */
async function compare(
  { bytes, outputs, anyBatch }: Exported,
  inputs: readonly InputShape[],
  tfjs: TfjsRuns,
): Promise<number> {
  const counts = anyBatch ? [1, MANY] : [1];
  const batches = counts.map((rows) => randomInputs(inputs, rows));
  const cpu = await onnxOutputs(bytes, "cpu", batches, outputs);
  const difference = Object.fromEntries(counts.flatMap((rows, i) => {
    const wanted = tfjs.outputs[rows];
    return wanted ? [[rows, largestDifference(cpu[i]!, wanted)]] : [];
  }));
  say({ difference });
  const wasm = await onnxOutputs(bytes, "wasm", batches, outputs);
  const wasmDifference = Math.max(...wasm.map((each, i) => largestDifference(each, cpu[i]!)));
  say({ wasmDifference });
  return Math.max(wasmDifference, ...Object.values<number>(difference));
}

async function measure(path: string): Promise<void> {
  registerCustomOps();
  tf.enableProdMode();
  await tf.setBackend("cpu");
  let model: SavedModel;
  try {
    model = await loadSavedModel(path);
  } catch (error) {
    say({ refused: messageOf(error), tfjs: { refused: "does not load" } });
    return;
  }
  const inputs = inputShapes(model);
  const text = inputs.map(({ shape, dtype }) =>
    `[${shape.map((length) => length ?? "n").join(", ")}]${dtype === "float32" ? "" : ` ${dtype}`}`
  );
  say({ inputs: text.join("; ") });
  const exported = tryExport(model, inputs);
  if (exported) say({ checker: await checkFile(exported.bytes) });
  const tfjs = await runTfjs(model, inputs, exported?.anyBatch ? [1, MANY] : [1]);
  say({ tfjs: tfjs.report });
  if (!exported || !tfjs.outputs[1]) return;
  try {
    const difference = await compare(exported, inputs, tfjs);
    if (difference <= ROUNDING) return;
    const moved = await changeByRounding(model, inputs, tfjs);
    say({ tfjs: { ...tfjs.report, moved } });
  } catch (error) {
    say({ sessionRefused: messageOf(error) });
  }
}

/** The complaint of the official checker about a file. */
async function checkFile(bytes: Uint8Array): Promise<string> {
  try {
    const missing = missingChecker();
    if (missing !== undefined) return `not run: ${missing}`;
    await checkOnnx({ model: bytes });
    return "";
  } catch (error) {
    return messageOf(error);
  }
}

if (import.meta.main) {
  await measure(Deno.args[0]!);
  Deno.exit(0);
}
