import { join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { WeftError } from "../../error.ts";
import type { Commands } from "../../train/card.ts";
import { classifierCard, type ClassifierSummary } from "../../train/classifier/card.ts";
import type { ClassifierConfig, RunConfig, VaeConfig } from "../../train/config.ts";
import { runFiles } from "../../train/run_files.ts";
import { readConfig, type RunSummary } from "../../train/run_folder.ts";
import { vaeCard, type VaeSummary } from "../../train/vae/card.ts";

/** A finished run on real data: the contents of a model in the zoo. */
export interface FinishedRun {
  readonly config: RunConfig;
  readonly summary: RunSummary & { readonly test: Readonly<Record<string, number>> };
  /** The .onnx files, by name. */
  readonly models: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Writes the model card with these command lines. */
  readonly card: (commands: Commands) => string;
  /** The command that uses the model, for its name in the zoo. */
  readonly use: (name: string) => string;
}

/** The kinds of runs, each with its .onnx files, the command that uses it and its model card. */
const KINDS = [
  {
    files: [runFiles.model],
    use: (name: string) => `deno task infer --model ${name} --input picture.png`,
    card: (summary: unknown, config: RunConfig, commands: Commands) =>
      classifierCard(summary as ClassifierSummary, config as ClassifierConfig, commands),
  },
  {
    files: [runFiles.encoder, runFiles.decoder],
    use: (name: string) => `deno task infer --model ${name} --task sample --out samples`,
    card: (summary: unknown, config: RunConfig, commands: Commands) =>
      vaeCard(summary as VaeSummary, config as VaeConfig, commands),
  },
] as const;

/**
 * Reads a run for the zoo.
 *
 * @throws {WeftError} `usage` when it is not finished, or was not trained on all of the verified
 * official data; `file` when it cannot be read.
 */
export async function readFinishedRun(folder: string): Promise<FinishedRun> {
  const refuse = (reason: string, hint: string) =>
    new WeftError("usage", `Cannot pack ${folder}: ${reason}`, hint);
  if (!await readIfPresent(join(folder, runFiles.config))) {
    throw refuse(
      `it is not a run: it has no ${runFiles.config}`,
      "Give the folder of a finished run",
    );
  }
  const config = await readConfig(folder);
  const { synthetic, verified } = config.dataset;
  if (synthetic || !verified) {
    throw refuse(
      synthetic ? "it was trained on synthetic data" : "its data is not the verified official data",
      "The zoo holds models of the real Fashion-MNIST; train one with --data DIR",
    );
  }
  if (config.limit !== undefined) {
    throw refuse(`it was trained on ${config.limit} images only`, "Train without --limit");
  }
  const resume = `Finish it with deno task train --resume ${folder}`;
  const text = await readIfPresent(join(folder, runFiles.summary));
  if (!text) throw refuse(`it is not finished: it has no ${runFiles.summary}`, resume);
  const summary = JSON.parse(new TextDecoder().decode(text)) as FinishedRun["summary"];
  for (const { files, use, card } of KINDS) {
    const models = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const file of files) {
      const bytes = await readIfPresent(join(folder, file));
      if (bytes) models.set(file, bytes);
    }
    if (models.size < files.length) continue;
    return { config, summary, models, use, card: (commands) => card(summary, config, commands) };
  }
  throw refuse("its .onnx files are missing", resume);
}

async function readIfPresent(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw fileError("read", path, error);
  }
}
