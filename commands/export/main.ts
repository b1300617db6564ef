import * as tf from "@tensorflow/tfjs";
import type { FlagValues } from "../../cli/flags.ts";
import { parseBatchShapes } from "../../cli/shape_flag.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { requireAgreement } from "../../compiler/check/check.ts";
import { summarize, summaryText } from "../../compiler/check/summary.ts";
import { compileModel, loadSavedModel } from "../../compiler/mod.ts";
import { endAtLayers } from "../../compiler/sources/end_at_layers.ts";
import { OPSET } from "../../compiler/targets.ts";
import { WeftError } from "../../error.ts";
import { parseConstants } from "./constants_flag.ts";
import { checkFile } from "./reference/check_file.ts";
import { SPEC } from "./spec.ts";
import { variantText } from "./variants/variant_table.ts";
import { writeVariants } from "./variants/write_variants.ts";

/** `deno task export`: writes a saved model as an ONNX file and compares its outputs. */
export async function exportModel(
  { model: path, out, batchSize, shape, constant, outputs: names, json, ...variantFlags }:
    FlagValues<
      typeof SPEC
    >,
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
  const constants = parseConstants(constant);
  const compiled = compileModel(model, {
    shapes: Object.fromEntries(parseBatchShapes(shape)),
    ...(batchSize !== undefined && { batchSize }),
    ...(chosen && { outputs: chosen }),
    ...(constants && { constants }),
  });
  compiled.requireFinite();
  const bytes = compiled.encode();
  const fixed = Object.values(compiled.inputs)[0]?.shape[0] ?? undefined;
  const { inputs, outputs: _, ...check } = await checkFile(model, compiled, bytes, {
    batchSize: batchSize ?? fixed,
    outputs: chosen,
    constants,
  });
  requireAgreement(check, path);
  const contents = summarize(bytes);
  const { file, variants } = await writeVariants(
    out ?? path.replace(/(\.json)?$/, ".onnx"),
    bytes,
    contents,
    inputs,
    { ...variantFlags, batchSize: batchSize ?? fixed },
  );
  const summary = {
    file,
    opset: OPSET,
    ...contents,
    check,
    ...(variants.length > 0 ? { variants } : {}),
  };
  if (json) stdout.write(`${JSON.stringify(summary)}\n`);
  else stdout.write(summaryText(summary) + variantText(variants));
}

if (import.meta.main) await runCommand(SPEC, exportModel);
