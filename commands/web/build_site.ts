import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../../cli/file.ts";
import type { CommandContext } from "../../cli/run_command.ts";
import { notice } from "../../cli/terminal.ts";
import { take } from "../../data/split.ts";
import { WeftError } from "../../error.ts";
import { warnOfOtherData } from "../../infer/inputs/warn_of_other_data.ts";
import { readMetadata } from "../../infer/metadata.ts";
import { type ReadSplit, readSplit } from "../../infer/inputs/read_split.ts";
import { readZoo, ZOO_PREFIX } from "../../infer/zoo.ts";
import type { Manifest } from "../../web/assets.ts";
import { bundleSite } from "./bundle.ts";
import { DEMO_IMAGES, demoRuns } from "./demo_runs.ts";
import { findRuns, newestSiteRuns, type SiteRun } from "./find_runs.ts";
import { writeData } from "./write_data.ts";

/** The options of a build. */
export interface SiteOptions {
  /** Names or folders of runs, or names of the zoo; empty for the newest run of each model. */
  readonly run: readonly string[];
  /** The source of the test images; `undefined` for the data that the runs were trained on. */
  readonly data: string | undefined;
  /** Accepts a folder with other files than the official ones. */
  readonly unverified: boolean;
  /** The number of test images, from the first; `undefined` for all. */
  readonly limit: number | undefined;
  /** The folder that keeps the demo's runs. */
  readonly cache: string;
}

/**
 * Builds the site: the page, the models of the runs, and the test images.
 *
 * @param folder The folder of the site. A site that is in it is replaced.
 * @throws {WeftError} When a run, the images or the folder cannot be used.
 */
export async function buildSite(
  folder: string,
  { run, data, unverified, limit, cache }: SiteOptions,
  context: CommandContext,
): Promise<Manifest> {
  const { runs, split: all } = await chooseRuns(run, { data, unverified }, cache, context);
  const split = { ...all, ...take(all, limit ?? all.count) };
  for (const { files } of runs) {
    warnOfOtherData(readMetadata(Object.values(files)[0]!), split.dataset, context);
  }
  try {
    await clearSite(folder);
    await bundleSite(folder);
  } catch (error) {
    throw error instanceof WeftError ? error : fileError("write", folder, error);
  }
  return await writeData(folder, runs, split, context);
}

/** The entries of a site's folder. */
const SITE_ENTRIES = ["index.html", "index.html.br", "index.html.gz", "assets", "data"];

/**
 * Makes the folder of a site and removes an older site: its scripts have other names.
 *
 * @throws {WeftError} `usage` when the folder contains anything else.
 */
async function clearSite(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const present = await readdir(folder);
  const other = present.find((name) => !SITE_ENTRIES.includes(name));
  if (other !== undefined || present.length > 0 && !present.includes("index.html")) {
    throw new WeftError(
      "usage",
      `Cannot write the site to ${folder}: ${other ?? present[0]} is not part of a site`,
      "Choose another folder with --out",
    );
  }
  for (const name of present) await rm(join(folder, name), { recursive: true });
}

/**
 * Chooses the runs and reads the test images. Without names it takes the newest runs, and the zoo
 * for the models that have none. The zoo was trained on Fashion-MNIST: where only drawn garments
 * are available and no model was trained, it trains small models on drawn garments instead.
 */
async function chooseRuns(
  names: readonly string[],
  { data, unverified }: Pick<SiteOptions, "data" | "unverified">,
  cache: string,
  context: CommandContext,
): Promise<{ runs: SiteRun[]; split: ReadSplit }> {
  const { stderr } = context;
  const note = (line: string) => notice({ stderr }, line);
  const runs = names.length > 0 ? await findRuns(names) : await newestSiteRuns("runs", note);
  // Classifiers first: the page shows the data of the first run.
  runs.sort((a, b) => Number(isVae(a)) - Number(isVae(b)) || (a.model < b.model ? -1 : 1));
  const choice = { split: "test", data, unverified } as const;
  const split = await readSplit(choice, { folder: runs[0]?.folder ?? "" }, context);
  if (names.length > 0) return { runs, split };
  if (split.dataset.name === "fashion-mnist") {
    const { models } = await readZoo();
    const missing = Object.keys(models).filter((name) => !runs.some(({ model }) => model === name));
    if (missing.length > 0) note(`No run of ${missing.join(", ")}: taken from the zoo`);
    runs.push(...await findRuns(missing.map((name) => ZOO_PREFIX + name)));
  } else if (runs.length === 0) {
    note("No runs and no Fashion-MNIST: training small models on drawn garments (half a minute)");
    runs.push(...await findRuns(await demoRuns(join(cache, "demo"), context)));
    return { runs, split: { ...split, ...take(split, DEMO_IMAGES.test) } };
  }
  return { runs, split };
}

const isVae = ({ files }: SiteRun) => "encoder" in files;
