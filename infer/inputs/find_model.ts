import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { suggest } from "../../cli/suggest.ts";
import { WeftError } from "../../error.ts";
import { isZooName, readZoo, ZOO_PREFIX, zooModel } from "../zoo.ts";

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
  /** The model of the zoo that is used where there is no run. */
  readonly zoo: string;
}

/** What `--task classify` and `embed` need. */
export const CLASSIFIER: ModelKind = {
  noun: "classifier",
  file: "model.onnx",
  train: "deno task train",
  other: { file: "encoder.onnx", why: "it is a VAE, which does not classify" },
  zoo: "zoo:lenet-modified",
};

/** What `--task reconstruct`, `interpolate` and `sample` need: the encoder, beside which the decoder lies. */
export const VAE: ModelKind = {
  noun: "VAE",
  file: "encoder.onnx",
  train: "deno task train --model vae",
  other: { file: "model.onnx", why: "it is a classifier, which has no latent space" },
  zoo: "zoo:vae",
};

/** A model that was found. */
export interface FoundModel {
  /** What `loadModel` takes: the path of the .onnx file, or a name of the zoo. */
  readonly path: string;
  /** What to call it: the run's name, the file's path, or its name in the zoo. */
  readonly name: string;
  /** Where the run's other files lie, and where drawings of the model go: its run, or `runs/zoo-NAME`. */
  readonly folder: string;
  /** What figures call it, where the zoo says so. */
  readonly title?: string;
  /** What the user should know of how it was found. */
  readonly notice?: string;
}

/**
 * Finds the model that a flag such as `--model` names: an .onnx file, a run folder, the name of a run, or a name of the
 * zoo (`zoo:lenet`).
 *
 * @param choice What the user said; `undefined` takes the run whose model was written last, or without any run the best
 * one of the zoo.
 * @param runs The folder of all runs. Default `runs`.
 * @param kind What it must be; a classifier where it is not given.
 * @param flag The flag that errors name. Default `--model`.
 * @throws {WeftError} `file` or `model`, when there is none or it is of another kind.
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
  if (choice === undefined) return await newestRun(runs, kind);
  if (isZooName(choice)) return await modelOfZoo(choice, runs, kind);
  for (const place of [choice, join(runs, choice)]) {
    const entry = await entryAt(place);
    if (entry === "file") {
      const isRun = basename(place) === kind.file;
      const folder = dirname(place);
      return { path: place, name: isRun ? basename(folder) || place : place, folder };
    }
    if (entry === "folder") return await modelOfRun(place, kind);
  }
  const names = await runNames(runs);
  const meant = suggest(choice, names);
  const known = names.length > 0
    ? `Runs here: ${names.slice(-3).join(", ")}`
    : `Train one first: ${kind.train}, or use ${flag} ${kind.zoo}`;
  const hint = meant ? `Did you mean ${flag} ${meant}?` : known;
  throw new WeftError("file", `Cannot find the model ${choice}: no such file, folder or run`, hint);
}

async function newestRun(runs: string, kind: ModelKind): Promise<FoundModel> {
  let newest: FoundModel | undefined, newestTime = -Infinity;
  for (const name of await runNames(runs)) {
    const path = join(runs, name, kind.file);
    const time = await stat(path).then(({ mtimeMs }) => mtimeMs, () => undefined);
    if (time === undefined || time < newestTime) continue;
    newest = { path, name, folder: join(runs, name) };
    newestTime = time;
  }
  if (newest) return newest;
  const notice = `there is no trained ${kind.noun} in ${runs}: using ${kind.zoo} ` +
    `(train your own: ${kind.train})`;
  return { ...await modelOfZoo(kind.zoo, runs, kind), notice };
}

async function modelOfZoo(
  choice: string,
  runs: string,
  { file, noun, other }: ModelKind,
): Promise<FoundModel> {
  const { files, title } = zooModel(await readZoo(), choice);
  if (!Object.hasOwn(files, file)) {
    throw new WeftError("model", `Cannot use ${choice}: ${other.why}`, `Give a ${noun}`);
  }
  const folder = join(runs, `zoo-${choice.slice(ZOO_PREFIX.length)}`);
  return { path: choice, name: choice, folder, title };
}

async function modelOfRun(
  folder: string,
  { file, noun, other }: ModelKind,
): Promise<FoundModel> {
  const path = join(folder, file);
  if (await entryAt(path) === "file") return { path, name: basename(folder), folder };
  const why = await entryAt(join(folder, other.file)) === "file" ? other.why : `it has no ${file}`;
  throw new WeftError("model", `Cannot use ${folder}: ${why}`, `Give a ${noun}`);
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
