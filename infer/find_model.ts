import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError } from "../cli/file.ts";
import { suggest } from "../cli/suggest.ts";
import { WeftError } from "../error.ts";

/** The file of a run folder that classifies. */
const CLASSIFIER = "model.onnx";
/** What a run folder without a classifier has when it is a VAE. */
const ENCODER = "encoder.onnx";

const TRAIN_FIRST = "Train one first: deno task train";

/** A model file that was found. */
export interface FoundModel {
  /** The .onnx file. */
  readonly path: string;
  /** What to call it: the run's name, or the file's path. */
  readonly name: string;
}

/**
 * Finds the model that a flag such as `--model` names: an .onnx file, a run folder, or the name of a run.
 *
 * @param choice What the user said; `undefined` takes the run whose classifier was written last.
 * @param runs The folder of all runs. Default `runs`.
 * @param flag The flag that errors name. Default `--model`.
 * @throws {WeftError} `file` or `model`, when there is none; `usage` for `zoo:`, which this version has not.
 *
 * @example
 * ```ts ignore
 * const { path } = await findModel("lenet-modified-2026-01-31");
 * ```
 */
export async function findModel(
  choice: string | undefined,
  runs = "runs",
  flag = "--model",
): Promise<FoundModel> {
  if (choice === undefined) return await newestRun(runs);
  if (choice.startsWith("zoo:")) {
    throw new WeftError(
      "usage",
      `Invalid ${flag}: expected a run or an .onnx file, got "${choice}"; this version of weft has no zoo`,
      TRAIN_FIRST,
    );
  }
  for (const place of [choice, join(runs, choice)]) {
    const kind = await kindOf(place);
    if (kind === "file") {
      const isRun = basename(place) === CLASSIFIER;
      return { path: place, name: isRun ? basename(dirname(place)) || place : place };
    }
    if (kind === "folder") return await modelOfRun(place);
  }
  const names = await runNames(runs);
  const meant = suggest(choice, names);
  const known = names.length > 0 ? `Runs here: ${names.slice(-3).join(", ")}` : TRAIN_FIRST;
  const hint = meant ? `Did you mean ${flag} ${meant}?` : known;
  throw new WeftError("file", `Cannot find the model ${choice}: no such file, folder or run`, hint);
}

async function newestRun(runs: string): Promise<FoundModel> {
  let newest: FoundModel | undefined, newestTime = -Infinity;
  for (const name of await runNames(runs)) {
    const path = join(runs, name, CLASSIFIER);
    const time = await stat(path).then(({ mtimeMs }) => mtimeMs, () => undefined);
    if (time === undefined || time < newestTime) continue;
    newest = { path, name };
    newestTime = time;
  }
  if (newest) return newest;
  throw new WeftError("model", `Cannot find a trained classifier in ${runs}`, TRAIN_FIRST);
}

async function modelOfRun(folder: string): Promise<FoundModel> {
  const path = join(folder, CLASSIFIER);
  if (await kindOf(path) === "file") return { path, name: basename(folder) };
  const why = await kindOf(join(folder, ENCODER)) === "file"
    ? "it is the run of a VAE, which does not classify"
    : `it has no ${CLASSIFIER}`;
  throw new WeftError("model", `Cannot use ${folder}: ${why}`, "Give the run of a classifier");
}

async function runNames(runs: string): Promise<string[]> {
  return (await readdir(runs).catch(() => [])).sort();
}

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw fileError("read", path, error);
  }
}
