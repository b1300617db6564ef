import * as tf from "@tensorflow/tfjs";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { compileModel, loadSavedModel } from "../../compiler/mod.ts";
import { type ProviderName, providers } from "../../compiler/providers/mod.ts";
import { OPSET } from "../../compiler/targets.ts";
import { WeftError } from "../../error.ts";
import { checkExport, TOLERANCE } from "./check/check.ts";
import { randomInputs } from "./check/random_inputs.ts";
import { SPEC } from "./spec.ts";
import { summarize, summaryText } from "./summary.ts";
import { variantText } from "./variants/variant_table.ts";
import { writeVariants } from "./variants/write_variants.ts";

/** `deno task export`: writes a saved layers model as an ONNX file and compares its outputs. */
export async function exportModel(
  { model: path, out, batchSize, json, ...variantFlags }: FlagValues<typeof SPEC>,
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
  const model = await loadSavedModel(path);
  const compiled = compileModel(model, batchSize === undefined ? {} : { batchSize });
  compiled.requireFinite();
  const bytes = compiled.encode();
  const check = await checkExport(model, compiled, bytes, batchSize);
  if (!(check.difference <= TOLERANCE)) {
    throw new WeftError(
      "compiler",
      `Cannot export ${path}: its outputs differ from tfjs's by ${
        check.difference.toPrecision(2)
      } ` +
        `of the largest one, and ${TOLERANCE} is allowed; nothing was written`,
      "Please report it with the model.json",
    );
  }
  const contents = summarize(bytes);
  const { file, variants } = await writeVariants(
    out ?? path.replace(/(\.json)?$/, ".onnx"),
    bytes,
    contents,
    randomInputs(model, compiled.inputs, check.batchSize),
    { ...variantFlags, batchSize },
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
