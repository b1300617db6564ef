import * as tf from "@tensorflow/tfjs";
import type { FlagValues } from "../../cli/flags.ts";
import { parseBatchShapes } from "../../cli/shape_flag.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { compileModel, loadSavedModel } from "../../compiler/mod.ts";
import { type ProviderName, providers } from "../../onnx/placement/providers/mod.ts";
import { OPSET } from "../../compiler/targets.ts";
import { WeftError } from "../../error.ts";
import { endAtLayers } from "./end_at_layers.ts";
import { checkExport, TOLERANCE } from "./check/check.ts";
import { SPEC } from "./spec.ts";
import { summarize, summaryText } from "./summary.ts";
import { variantText } from "./variants/variant_table.ts";
import { writeVariants } from "./variants/write_variants.ts";

/** `deno task export`: writes a saved model as an ONNX file and compares its outputs. */
export async function exportModel(
  { model: path, out, batchSize, shape, outputs: names, json, ...variantFlags }: FlagValues<
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
  const compiled = compileModel(model, {
    shapes: Object.fromEntries(parseBatchShapes(shape)),
    ...(batchSize !== undefined && { batchSize }),
    ...(chosen && { outputs: chosen }),
  });
  compiled.requireFinite();
  const bytes = compiled.encode();
  const fixed = Object.values(compiled.inputs)[0]?.shape[0] ?? undefined;
  const { inputs, ...check } = await checkExport(
    model,
    compiled,
    bytes,
    batchSize ?? fixed,
    chosen,
  );
  if (!(check.difference <= TOLERANCE)) {
    throw new WeftError(
      "compiler",
      `Cannot export ${path}: its output '${check.output}' differs from tfjs's by ` +
        `${check.difference.toPrecision(2)} standard deviations of its numbers, and ` +
        `${TOLERANCE} is allowed; nothing was written`,
      "Please report it with the model.json",
    );
  }
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
    nodesOnCpu: Object.fromEntries(
      (Object.keys(providers) as ProviderName[]).map((name) => [name, compiled.nodesOnCpu(name)]),
    ),
    check: { ...check, tolerance: TOLERANCE },
    ...(variants.length > 0 ? { variants } : {}),
  };
  if (json) stdout.write(`${JSON.stringify(summary)}\n`);
  else stdout.write(summaryText(summary) + variantText(variants));
}

if (import.meta.main) await runCommand(SPEC, exportModel);
