import * as tf from "@tensorflow/tfjs";
import { writeFileAtomic } from "../../cli/file.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { parseBatchShapes } from "../../cli/shape_flag.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { checkExport, TOLERANCE } from "../../compiler/check/check.ts";
import { summarize, summaryText } from "../../compiler/check/summary.ts";
import { compileModel, loadSavedModel } from "../../compiler/mod.ts";
import { OPSET } from "../../compiler/targets.ts";
import { WeftError } from "../../error.ts";
import { endAtLayers } from "./end_at_layers.ts";
import { SPEC } from "./spec.ts";

/** `deno task export`: writes a saved model as an ONNX file and compares its outputs. */
export async function exportModel(
  { model: path, out, batchSize, shape, outputs: names, json }: FlagValues<typeof SPEC>,
  { stdout }: CommandContext,
): Promise<void> {
  if (path === undefined) {
    throw new WeftError(
      "usage",
      "Missing MODEL.json: which model to export",
      `See ${SPEC.name} --help`,
    );
  }
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const outputs = names.flatMap((list) => list.split(","));
  const saved = await loadSavedModel(path);
  const model = saved instanceof tf.LayersModel && outputs.length > 0
    ? endAtLayers(saved, outputs)
    : saved;
  const chosen = model instanceof tf.GraphModel && outputs.length > 0 ? outputs : undefined;
  const compiled = compileModel(model, {
    shapes: Object.fromEntries(parseBatchShapes(shape)),
    ...(batchSize !== undefined && { batchSize }),
    ...(chosen && { outputs: chosen }),
  });
  compiled.requireFinite();
  const bytes = compiled.encode();
  const fixed = Object.values(compiled.inputs)[0]?.shape[0] ?? undefined;
  const check = await checkExport(model, compiled, bytes, {
    batchSize: batchSize ?? fixed,
    outputs: chosen,
  });
  if (!(check.difference <= TOLERANCE)) {
    throw new WeftError(
      "compiler",
      `Cannot export ${path}: its output '${check.output}' differs from tfjs's by ` +
        `${check.difference.toPrecision(2)} standard deviations of its numbers, and ` +
        `${TOLERANCE} is allowed; nothing was written`,
      "Please report it with the model.json",
    );
  }
  const file = out ?? path.replace(/(\.json)?$/, ".onnx");
  await writeFileAtomic(file, bytes);
  const summary = {
    file,
    opset: OPSET,
    ...summarize(bytes),
    check: { ...check, tolerance: TOLERANCE },
  };
  if (json) stdout.write(`${JSON.stringify(summary)}\n`);
  else stdout.write(summaryText(summary));
}

if (import.meta.main) await runCommand(SPEC, exportModel);
