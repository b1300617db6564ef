import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { WeftError } from "../../error.ts";
import { CLASSIFIER, findModel, VAE } from "../../infer/inputs/find_model.ts";
import { readMetadata } from "../../infer/metadata.ts";
import { newestRuns } from "../../infer/inputs/newest_runs.ts";
import { isZooName, readZoo, ZOO_PREFIX, zooModel } from "../../infer/zoo.ts";
import { models } from "../../models/mod.ts";
import { readPageFile, type SmallerVariant, smallerVariant } from "./page_files.ts";

/** A run whose model the page shows. */
export interface SiteRun {
  /** The name of the model, as in `--model`. */
  readonly model: string;
  /** Its folder. */
  readonly folder: string;
  /** The name of the run: the last part of its folder. */
  readonly name: string;
  /** The title of the model. */
  readonly title: string;
  /** The .onnx files, by their names in the site without the extension. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly parameters?: number;
  readonly testAccuracy?: number;
  /** The comparison with float32 where the files are smaller than those of the zoo. */
  readonly smaller?: SmallerVariant;
}

/**
 * Finds the runs that `--run` names: folders, names of runs, or names of the zoo.
 *
 * @param choices At most one of each model.
 * @param runs The folder of all runs.
 * @throws {WeftError} `file` or `model` when a run cannot be used; `usage` for two runs of one
 * model.
 *
 * @example
 * ```ts ignore
 * const runs = await findRuns(["zoo:lenet", "runs/mine"]);
 * ```
 */
export async function findRuns(choices: readonly string[], runs = "runs"): Promise<SiteRun[]> {
  const found = new Map<string, SiteRun>();
  for (const choice of choices) {
    const run = isZooName(choice)
      ? await readZooRun(choice)
      : await readRun(await folderOf(choice, runs));
    const other = found.get(run.model);
    if (other) {
      throw new WeftError(
        "usage",
        `Cannot show ${choice}: ${other.name} is a run of ${run.model} too`,
        "Give --run one run of each model",
      );
    }
    found.set(run.model, run);
  }
  return [...found.values()];
}

/** The folder of a run. `findModel` reports an error for a run that is not there. */
async function folderOf(choice: string, runs: string): Promise<string> {
  for (const folder of [choice, join(runs, choice)]) {
    if (await isFile(join(folder, VAE.file))) return folder;
  }
  return (await findModel(choice, runs, CLASSIFIER, "--run")).folder;
}

/**
 * Finds the newest finished run of each model; returns an empty list where nothing is trained yet.
 *
 * @param onSkip Called with a line for the user about a run that is damaged.
 */
export async function newestSiteRuns(
  runs = "runs",
  onSkip: (line: string) => void = () => {},
): Promise<SiteRun[]> {
  const newest = [...await newestRuns(runs, onSkip)].filter(([model]) => model in models);
  const found = await Promise.all(newest.map(async ([, folder]) => {
    try {
      return [await readRun(folder)];
    } catch (error) {
      onSkip(`${folder} is left out: ${(error as Error).message}`);
      return [];
    }
  }));
  return found.flat();
}

/** Reads a model of the zoo. */
async function readZooRun(choice: string): Promise<SiteRun> {
  const entry = zooModel(await readZoo(), choice);
  const { files, title, test, parameters } = entry;
  const smaller = smallerVariant(entry);
  const accuracy = test.accuracy === undefined ? undefined : smaller?.test ?? test.accuracy;
  const model = choice.slice(ZOO_PREFIX.length);
  const read: Record<string, Uint8Array> = {};
  for (const file of Object.keys(files).filter((name) => name.endsWith(".onnx"))) {
    const name = file === CLASSIFIER.file ? model : file.slice(0, -".onnx".length);
    read[name] = await readPageFile(choice, file, entry);
  }
  return {
    model,
    folder: join("runs", `zoo-${model}`), // the zoo's models have no run folder
    name: choice,
    title,
    files: read,
    ...(parameters === undefined ? {} : { parameters }),
    ...(accuracy === undefined ? {} : { testAccuracy: accuracy }),
    ...(smaller ? { smaller } : {}),
  };
}

/** Reads the models of a run. */
async function readRun(folder: string): Promise<SiteRun> {
  const isVae = await isFile(join(folder, VAE.file));
  const names = isVae ? ["encoder", "decoder"] : ["model"];
  const files: Record<string, Uint8Array> = {};
  for (const name of names) files[name] = await readFile(join(folder, `${name}.onnx`));
  const metadata = readMetadata(Object.values(files)[0]!, folder);
  const model = metadata.model ?? "";
  if (!(model in models)) {
    throw new WeftError(
      "model",
      `Cannot show ${folder}: ${model ? `no model is called ${model}` : "its model has no name"}`,
      `Give runs of ${Object.keys(models).join(", ")}`,
    );
  }
  const summary = await readFile(join(folder, "summary.json"), "utf8").then(JSON.parse, () => ({}));
  const accuracy = Number(metadata.test_accuracy);
  return {
    model,
    folder,
    name: basename(folder),
    title: models[model]!.title,
    files: isVae ? files : { [model]: files.model! },
    ...(typeof summary.parameters === "number" ? { parameters: summary.parameters } : {}),
    ...(accuracy > 0 ? { testAccuracy: accuracy } : {}),
  };
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then((entry) => entry.isFile(), () => false);
}
