import { sha256 } from "../../data/sha256.ts";
import { WeftError } from "../../error.ts";
import { MANIFEST, type ZooFile, type ZooModel } from "../../infer/zoo.ts";
import type { RunConfig } from "../../train/config.ts";
import { runFiles } from "../../train/run_files.ts";
import { readFinishedRun } from "./finished_run.ts";
import { readInside } from "./inside.ts";
import { commandOf } from "../../train/repeat_command.ts";

/** A model in the manifest, with the settings that repeat its training. */
export interface PackedModel extends ZooModel {
  readonly parameters: number;
  /** The time of training. */
  readonly seconds: number;
  /** The settings of the run, without the folder of its data. */
  readonly config: Omit<RunConfig, "dataset"> & {
    readonly dataset: Omit<RunConfig["dataset"], "source">;
  };
}

/** The files and the manifest entry of a run. */
export interface PackedRun {
  /** The name of the model and of its folder. */
  readonly name: string;
  /** Its entry in the manifest. */
  readonly entry: PackedModel;
  /** All its files, by their paths in the folder of the model. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A figure in a model card. Titles come from the run, so a path may lead anywhere. */
const FIGURE = /\]\((figures\/[\w-]+\.svg)\)/g;

/**
 * Packs a finished run. The same run gives the same bytes.
 *
 * @throws {WeftError} `usage` or `file` when the run cannot be packed.
 */
export async function packRun(folder: string): Promise<PackedRun> {
  const { config, summary, models, card, use } = await readFinishedRun(folder);
  // The folder of the data on the machine that trained it is private.
  const { dataset: { source: _, ...dataset }, ...settings } = config;
  const name = config.model;
  const hashes: Record<string, ZooFile> = {};
  for (const [file, bytes] of models) {
    hashes[file] = { bytes: bytes.length, sha256: await sha256(bytes) };
  }
  const command = commandOf(config);
  const text = card({
    repeat: command,
    use: use(`zoo:${name}`),
    settings: `../${MANIFEST}`,
  }) + filesSection(hashes);
  const files = new Map<string, Uint8Array>(models);
  files.set(runFiles.card, new TextEncoder().encode(text));
  for (const [, path] of text.matchAll(FIGURE)) {
    const figure = await readInside(folder, path!);
    if (!figure) {
      throw new WeftError("file", `Cannot pack ${folder}: it has no ${path}`, "Train it again");
    }
    files.set(path!, figure);
  }
  const { title, parameters, seconds, test } = summary;
  const entry: PackedModel = {
    title,
    files: hashes,
    command,
    seed: config.seed,
    test,
    parameters,
    seconds,
    config: { ...settings, dataset },
  };
  return { name, entry, files };
}

function filesSection(files: ZooModel["files"]): string {
  const rows = Object.entries(files).map(([name, { bytes, sha256 }]) =>
    `| ${name} | ${bytes} | \`${sha256}\` |`
  );
  return `
## Files

| file | bytes | SHA-256 |
|---|---:|---|
${rows.join("\n")}
`;
}
