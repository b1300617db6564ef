import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../../cli/file.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { paint } from "../../cli/terminal.ts";
import { WeftError } from "../../error.ts";
import { warnOfOtherData } from "../../infer/other_data.ts";
import { readMetadata } from "../../infer/metadata.ts";
import { readSplit } from "../../infer/read_split.ts";
import type { Manifest } from "../assets.ts";
import { bundleSite } from "./bundle.ts";
import { demoRuns } from "./demo_runs.ts";
import { findRuns, type SiteRun } from "./find_runs.ts";
import { writeData } from "./write_data.ts";

/** What a site is made from. */
export interface SiteOptions {
  /** Names or folders of runs; none for the newest of each model. */
  readonly run: readonly string[];
  /** Where the test images come from; `undefined` for the data that the runs were trained on. */
  readonly data: string | undefined;
  readonly unverified: boolean;
  /** Where the demo's runs are kept. */
  readonly cache: string;
}

/**
 * Builds the site: the page, the models of the runs, and the test images.
 *
 * @param folder Where to write it. Files of the same names are replaced.
 * @throws {WeftError} Where a run, the images or the folder cannot be used.
 */
export async function buildSite(
  folder: string,
  { run, data, unverified, cache }: SiteOptions,
  context: CommandContext,
): Promise<Manifest> {
  const runs = await findRuns(run);
  if (runs.length === 0) {
    const { stderr } = context;
    stderr.write(
      `${paint(stderr, "yellow", "notice:")} There is no trained model yet: the page gets small ` +
        `ones, trained on garments drawn by code. Train real ones with deno task train --model all\n`,
    );
    runs.push(...await findRuns(await demoRuns(join(cache, "demo"), context)));
  }
  // Classifiers first: their data are the page's.
  runs.sort((a, b) => Number(isVae(a)) - Number(isVae(b)) || (a.model < b.model ? -1 : 1));
  const [first] = runs as [SiteRun];
  const found = { path: join(first.folder, isVae(first) ? "encoder.onnx" : "model.onnx") };
  const choice = { split: "test", data, unverified } as const;
  const split = await readSplit(choice, { ...found, name: first.name }, context);
  for (const { files } of runs) {
    warnOfOtherData(readMetadata(Object.values(files)[0]!), split.dataset, context);
  }
  try {
    await mkdir(folder, { recursive: true });
    await bundleSite(folder);
  } catch (error) {
    throw error instanceof WeftError ? error : fileError("write", folder, error);
  }
  return await writeData(folder, runs, split, context);
}

const isVae = ({ files }: SiteRun) => "encoder" in files;
