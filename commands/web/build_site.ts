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

/** What a site is made from. */
export interface SiteOptions {
  /** Names or folders of runs, or names of the zoo; none for the newest of each model. */
  readonly run: readonly string[];
  /** Where the test images come from; `undefined` for the data that the runs were trained on. */
  readonly data: string | undefined;
  readonly unverified: boolean;
  /** The first so many of them; `undefined` for all. */
  readonly limit: number | undefined;
  /** Where the demo's runs are kept. */
  readonly cache: string;
}

/**
 * Builds the site: the page, the models of the runs, and the test images.
 *
 * @param folder Where to write it. A site that is there is replaced.
 * @throws {WeftError} Where a run, the images or the folder cannot be used.
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
    await clear(folder);
    await bundleSite(folder);
  } catch (error) {
    throw error instanceof WeftError ? error : fileError("write", folder, error);
  }
  return await writeData(folder, runs, split, context);
}

/** What a site has in its folder. */
const SITE = ["index.html", "assets", "data"];

/**
 * Makes the folder of a site, and removes the site that was there before: its scripts have other
 * names.
 *
 * @throws {WeftError} `usage` where something else is there.
 */
async function clear(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const present = await readdir(folder);
  const other = present.find((name) => !SITE.includes(name));
  if (other !== undefined || present.length > 0 && !present.includes("index.html")) {
    throw new WeftError(
      "usage",
      `Cannot write the site to ${folder}: ${other ?? present[0]} in it is not part of a site`,
      "Choose another folder with --out",
    );
  }
  for (const name of present) await rm(join(folder, name), { recursive: true });
}

/**
 * The models and the images: runs that were named, else the newest ones, completed by the zoo.
 * Where Fashion-MNIST is not to be had the zoo would judge what it never saw, and small models
 * trained on drawn garments stand in.
 */
async function chooseRuns(
  names: readonly string[],
  { data, unverified }: Pick<SiteOptions, "data" | "unverified">,
  cache: string,
  context: CommandContext,
): Promise<{ runs: SiteRun[]; split: ReadSplit }> {
  const { stderr } = context;
  const runs = names.length > 0 ? await findRuns(names) : await newestSiteRuns();
  // Classifiers first: their data are the page's.
  runs.sort((a, b) => Number(isVae(a)) - Number(isVae(b)) || (a.model < b.model ? -1 : 1));
  const choice = { split: "test", data, unverified } as const;
  const split = await readSplit(choice, { folder: runs[0]?.folder ?? "" }, context);
  if (names.length > 0) return { runs, split };
  const note = (line: string) => notice({ stderr }, line);
  if (split.dataset.name === "fashion-mnist") {
    const { models } = await readZoo();
    const missing = Object.keys(models).filter((name) => !runs.some(({ model }) => model === name));
    if (missing.length > 0) note(`Not trained here, taken from the zoo: ${missing.join(", ")}`);
    runs.push(...await findRuns(missing.map((name) => ZOO_PREFIX + name)));
  } else if (runs.length === 0) {
    note("Small models are trained on drawn garments for this page, in half a minute");
    runs.push(...await findRuns(await demoRuns(join(cache, "demo"), context)));
    return { runs, split: { ...split, ...take(split, DEMO_IMAGES.test) } };
  }
  return { runs, split };
}

const isVae = ({ files }: SiteRun) => "encoder" in files;
