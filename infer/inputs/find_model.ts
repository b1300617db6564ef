import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { suggest } from "../../cli/suggest.ts";
import { WeftError } from "../../error.ts";
import { isZooName, readZoo, ZOO_PREFIX, zooModel } from "../zoo.ts";

/** A kind of model, and the files by which its runs are recognised. */
export interface ModelKind {
  /** Its name in messages. */
  readonly name: string;
  /** The file of a run folder that holds the model. */
  readonly file: string;
  /** The command that trains one. */
  readonly trainCommand: string;
  /** The file of a run of the other kind, and the reason why such a run cannot be used. */
  readonly otherKind: { readonly file: string; readonly reason: string };
  /** The model of the zoo that is used where there is no run. */
  readonly zooModel: string;
}

/** The kind of model that `--task classify` and `embed` need. */
export const CLASSIFIER: ModelKind = {
  name: "classifier",
  file: "model.onnx",
  trainCommand: "deno task train",
  otherKind: { file: "encoder.onnx", reason: "it is a VAE, which does not classify" },
  zooModel: "zoo:lenet-modified",
};

/**
 * The kind of model that `--task reconstruct`, `interpolate` and `sample` need. Its file is the
 * encoder; the decoder is beside it.
 */
export const VAE: ModelKind = {
  name: "VAE",
  file: "encoder.onnx",
  trainCommand: "deno task train --model vae",
  otherKind: { file: "model.onnx", reason: "it is a classifier, which has no latent space" },
  zooModel: "zoo:vae",
};

/** A model that was found. */
export interface FoundModel {
  /** The source that `loadModel` takes: the path of the .onnx file, or a name of the zoo. */
  readonly path: string;
  /** Its name in messages: the run's name, the file's path, or its name in the zoo. */
  readonly name: string;
  /**
   * The folder of its run, which figures are written to; `runs/zoo-NAME` for a model of the zoo.
   */
  readonly folder: string;
  /** Its title in figures; `undefined` unless it is in the zoo. */
  readonly title?: string;
}

/**
 * Finds the model that a flag such as `--model` names: an .onnx file, a run folder, the name of a
 * run, or a name of the zoo (`zoo:lenet`).
 *
 * @param choice The value of the flag.
 * @param runs The folder of all runs. Default `runs`.
 * @param kind The kind of model. Default: a classifier.
 * @param flag The flag that errors name. Default `--model`.
 * @throws {WeftError} `file` when there is no such model, `model` when it is of the other kind.
 *
 * @example
 * ```ts ignore
 * const { path } = await findModel("lenet-modified-2026-01-31");
 * ```
 */
export async function findModel(
  choice: string,
  runs = "runs",
  kind: ModelKind = CLASSIFIER,
  flag = "--model",
): Promise<FoundModel> {
  if (isZooName(choice)) return await findInZoo(choice, runs, kind);
  for (const place of [choice, join(runs, choice)]) {
    const entry = await entryAt(place);
    if (entry === "file") {
      const isRun = basename(place) === kind.file;
      const folder = dirname(place);
      return { path: place, name: isRun ? basename(folder) || place : place, folder };
    }
    if (entry === "folder") return await findInRun(place, kind);
  }
  const names = await runNames(runs);
  const similar = suggest(choice, names);
  const hint = similar
    ? `Did you mean ${flag} ${similar}?`
    : names.length > 0
    ? `Runs here: ${names.slice(-3).join(", ")}`
    : `Train one first: ${kind.trainCommand}, or use ${flag} ${kind.zooModel}`;
  throw new WeftError("file", `Cannot find the model ${choice}: no such file, folder or run`, hint);
}

async function findInZoo(
  choice: string,
  runs: string,
  { name, file, otherKind }: ModelKind,
): Promise<FoundModel> {
  const { files, title } = zooModel(await readZoo(), choice);
  if (!Object.hasOwn(files, file)) {
    throw new WeftError("model", `Cannot use ${choice}: ${otherKind.reason}`, `Give a ${name}`);
  }
  const folder = join(runs, `zoo-${choice.slice(ZOO_PREFIX.length)}`);
  return { path: choice, name: choice, folder, title };
}

async function findInRun(
  folder: string,
  { name, file, otherKind }: ModelKind,
): Promise<FoundModel> {
  const path = join(folder, file);
  if (await entryAt(path) === "file") return { path, name: basename(folder), folder };
  const isOtherKind = await entryAt(join(folder, otherKind.file)) === "file";
  const reason = isOtherKind ? otherKind.reason : `it has no ${file}`;
  throw new WeftError("model", `Cannot use ${folder}: ${reason}`, `Give a ${name}`);
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
