/**
 * Measures one model of the corpus in a process of its own: exports it, runs it in tfjs and in ONNX
 * Runtime, and prints what it finds out, one JSON object a line.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { resourceUsage } from "node:process";
import { checkFile } from "../../commands/export/reference/check_file.ts";
import { type CheckResult, differenceByOutput } from "../../compiler/check/check.ts";
import { decodeModel } from "../../onnx/encode.ts";
import { loadSavedModel, type SavedModel } from "../../compiler/mod.ts";
import { checkOnnx } from "../onnx_checker.ts";
import { missingChecker } from "../onnx_python.ts";
import { registerCustomOps } from "./custom_ops.ts";
import { differenceBySize } from "./difference.ts";
import { type Exported, exportModel } from "./export_model.ts";
import type { AgreementRecord, ModelRecord } from "./record.ts";
import { runTfjs } from "./run_tfjs.ts";
import { wasmOutputs } from "./wasm_outputs.ts";
import { constantsOf, type InputShape, inputShapes } from "./shapes.ts";

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
 * Compares the file with tfjs at each number of rows that tfjs runs, as `deno task export` does,
 * and ONNX Runtime's backends with each other.
 */
async function compare(
  model: SavedModel,
  { bytes, compiled }: Exported,
  counts: readonly number[],
): Promise<void> {
  const names = compiled.outputs;
  const constants = constantsOf(model);
  const checks: Record<string, AgreementRecord> = {};
  const batches: Pick<CheckResult, "inputs" | "outputs">[] = [];
  for (const rows of counts) {
    const check = await checkFile(model, compiled, bytes, { batchSize: rows, constants });
    const { difference, tolerance, tfjs } = check;
    checks[rows] = { difference, tolerance, tfjs };
    batches.push(check);
  }
  say({ checks });
  const wasm = await wasmOutputs(bytes, batches.map(({ inputs }) => inputs), names);
  const differ = differenceByOutput(decodeModel(bytes).graph!);
  const pairs = wasm.flatMap((outputs, batch) =>
    outputs.map((found, i) => ({ found, on: batches[batch]!.outputs[i]!, name: names[i]! }))
  );
  say({
    wasm: {
      bySize: Math.max(...pairs.map(({ found, on }) => differenceBySize(found, on))),
      difference: Math.max(...pairs.map(({ name, found, on }) => differ(name, found, on))),
    },
  });
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
  if (exported) say({ checker: await officialCheck(exported.bytes) });
  const tfjs = await runTfjs(model, inputs, exported?.anyBatch ? [1, MANY] : [1]);
  say({ tfjs: tfjs.report });
  if (!exported || tfjs.report.refused !== undefined) return;
  try {
    await compare(model, exported, tfjs.rows);
  } catch (error) {
    say({ sessionRefused: messageOf(error) });
  }
}

/** The complaint of the official checker about a file. */
async function officialCheck(bytes: Uint8Array): Promise<string> {
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
