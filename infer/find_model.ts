import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError } from "../cli/file.ts";
import { suggest } from "../cli/suggest.ts";
import { WeftError } from "../error.ts";

/** What kind of model a task needs, and how a run that holds one is known. */
export interface ModelKind {
  /** What people call it. */
  readonly noun: string;
  /** The file of a run folder that is the model. */
  readonly file: string;
  /** The command that trains one. */
  readonly train: string;
  /** The file by which a run of the other kind is known, and why that does not do. */
  readonly other: { readonly file: string; readonly why: string };
}

/** What `--task classify` and `embed` need. */
export const CLASSIFIER: ModelKind = {
  noun: "classifier",
  file: "model.onnx",
  train: "deno task train",
  other: { file: "encoder.onnx", why: "it is the run of a VAE, which does not classify" },
};

/** What `--task reconstruct`, `interpolate` and `sample` need: the encoder, beside which the decoder lies. */
export const VAE: ModelKind = {
  noun: "VAE",
  file: "encoder.onnx",
  train: "deno task train --model vae",
  other: { file: "model.onnx", why: "it is the run of a classifier, which has no latent space" },
};

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
 * @param choice What the user said; `undefined` takes the run whose model was written last.
 * @param runs The folder of all runs. Default `runs`.
 * @param kind What it must be; a classifier where it is not given.
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
  kind: ModelKind = CLASSIFIER,
  flag = "--model",
): Promise<FoundModel> {
  const trainFirst = `Train one first: ${kind.train}`;
  if (choice === undefined) return await newestRun(runs, kind);
  if (choice.startsWith("zoo:")) {
    throw new WeftError(
      "usage",
      `Invalid ${flag}: expected a run or an .onnx file, got "${choice}"; this version of weft has no zoo`,
      trainFirst,
    );
  }
  for (const place of [choice, join(runs, choice)]) {
    const entry = await entryAt(place);
    if (entry === "file") {
      const isRun = basename(place) === kind.file;
      return { path: place, name: isRun ? basename(dirname(place)) || place : place };
    }
    if (entry === "folder") return await modelOfRun(place, kind);
  }
  const names = await runNames(runs);
  const meant = suggest(choice, names);
  const known = names.length > 0 ? `Runs here: ${names.slice(-3).join(", ")}` : trainFirst;
  const hint = meant ? `Did you mean ${flag} ${meant}?` : known;
  throw new WeftError("file", `Cannot find the model ${choice}: no such file, folder or run`, hint);
}

async function newestRun(runs: string, kind: ModelKind): Promise<FoundModel> {
  let newest: FoundModel | undefined, newestTime = -Infinity;
  for (const name of await runNames(runs)) {
    const path = join(runs, name, kind.file);
    const time = await stat(path).then(({ mtimeMs }) => mtimeMs, () => undefined);
    if (time === undefined || time < newestTime) continue;
    newest = { path, name };
    newestTime = time;
  }
  if (newest) return newest;
  throw new WeftError(
    "model",
    `Cannot find a trained ${kind.noun} in ${runs}`,
    `Train one first: ${kind.train}`,
  );
}

async function modelOfRun(
  folder: string,
  { file, noun, other }: ModelKind,
): Promise<FoundModel> {
  const path = join(folder, file);
  if (await entryAt(path) === "file") return { path, name: basename(folder) };
  const why = await entryAt(join(folder, other.file)) === "file" ? other.why : `it has no ${file}`;
  throw new WeftError("model", `Cannot use ${folder}: ${why}`, `Give the run of a ${noun}`);
}

async function runNames(runs: string): Promise<string[]> {
  return (await readdir(runs).catch(() => [])).sort();
}

async function entryAt(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw fileError("read", path, error);
  }
}
