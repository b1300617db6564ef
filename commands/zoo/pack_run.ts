import { join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { sha256 } from "../../data/sha256.ts";
import { MANIFEST, type ZooFile, type ZooModel } from "../../infer/zoo.ts";
import type { RunConfig } from "../../train/config.ts";
import { runFiles } from "../../train/run_files.ts";
import { readFinishedRun } from "./finished_run.ts";
import { commandOf } from "../../train/repeat_command.ts";

/** A model of the zoo as its manifest has it: what using it needs, and all that repeats it. */
export interface PackedModel extends ZooModel {
  readonly parameters: number;
  /** Seconds of training. */
  readonly seconds: number;
  readonly config: Omit<RunConfig, "dataset"> & {
    readonly dataset: Omit<RunConfig["dataset"], "source">;
  };
}

/** What a run becomes in the zoo. */
export interface Packed {
  /** The model's name, which is also its folder's. */
  readonly name: string;
  /** Its line of the manifest. */
  readonly entry: PackedModel;
  /** All its files, by their paths below the model's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A figure that a card shows. */
const FIGURE = /\]\((figures\/[^)]+)\)/g;

/**
 * Packs a finished run: the same run always becomes the same bytes.
 *
 * @throws {WeftError} `usage` or `file` when the run is not one for the zoo.
 */
export async function packRun(folder: string): Promise<Packed> {
  const { config, summary, models, card, use } = await readFinishedRun(folder);
  // Where the data lay on the machine that trained it is nobody's business.
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
    const from = join(folder, path!);
    const figure = await Deno.readFile(from).catch((error) => {
      throw fileError("read", from, error);
    });
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
