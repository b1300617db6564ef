import { WeftError } from "../../error.ts";
import { trainable } from "../../models/mod.ts";
import type { Commands } from "../../train/card.ts";
import { classifierCard, type ClassifierSummary } from "../../train/classifier/card.ts";
import type { ClassifierConfig, RunConfig, VaeConfig } from "../../train/config.ts";
import { runFiles } from "../../train/run_files.ts";
import { readConfig, type RunSummary } from "../../train/run_folder.ts";
import { vaeCard, type VaeSummary } from "../../train/vae/card.ts";
import { readInside } from "./inside.ts";

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
  if (!await readInside(folder, runFiles.config)) {
    throw refuse(
      `it is not a run: it has no ${runFiles.config}`,
      "Give the folder of a finished run",
    );
  }
  const config = await readConfig(folder);
  if (!Object.hasOwn(trainable, config.model)) {
    throw refuse(
      `no model is called ${config.model}`,
      `The zoo holds ${Object.keys(trainable).join(", ")}`,
    );
  }
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
  const text = await readInside(folder, runFiles.summary);
  if (!text) throw refuse(`it is not finished: it has no ${runFiles.summary}`, resume);
  const summary = parseSummary(text);
  const damaged = refuse(`its ${runFiles.summary} is damaged`, resume);
  if (!summary) throw damaged;
  for (const { files, use, card } of KINDS) {
    const models = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const file of files) {
      const bytes = await readInside(folder, file);
      if (bytes) models.set(file, bytes);
    }
    if (models.size < files.length) continue;
    return {
      ...{ config, summary, models, use },
      card: (commands) => {
        try {
          return card(summary, config, commands);
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          throw damaged;
        }
      },
    };
  }
  throw refuse("its .onnx files are missing", resume);
}

/** Parses a summary.json; `undefined` when it is not one. */
function parseSummary(text: Uint8Array): FinishedRun["summary"] | undefined {
  try {
    const summary = JSON.parse(new TextDecoder().decode(text));
    const isSound = typeof summary.title === "string" &&
      Object.values(summary.test).every((score) => typeof score === "number");
    return isSound ? summary : undefined;
  } catch {
    return undefined;
  }
}
