import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError } from "../cli/file.ts";
import { CLASSIFIER, findModel, type FoundModel, VAE } from "../infer/find_model.ts";
import { isZooName, readZoo, readZooFile, ZOO } from "../infer/zoo.ts";
import type { ParityModel } from "./measure.ts";

/** A model to compare and where it was found. */
export interface FoundParityModel extends ParityModel {
  /** Where the run's other files lie. */
  readonly found: FoundModel;
}

/**
 * Finds the models to compare and reads their files.
 *
 * @param choices Runs or names of the zoo; none for the newest finished run of each model, or where there is no run the
 * whole zoo.
 * @param runs The folder of all runs.
 * @throws {WeftError} `file` or `model` where one cannot be found or read.
 *
 * @example
 * ```ts ignore
 * const models = await findModels(["zoo:lenet", "zoo:vae"]);
 * ```
 */
export async function findModels(
  choices: readonly string[],
  runs = "runs",
): Promise<FoundParityModel[]> {
  const names = choices.length > 0 ? choices : await newestRuns(runs);
  const chosen = names.length > 0
    ? names
    : Object.keys((await readZoo()).models).map((name) => ZOO + name);
  return await Promise.all(chosen.map((choice) => readOne(choice, runs)));
}

/** The folders of the newest finished run of each model, in the order of the models' names. */
async function newestRuns(runs: string): Promise<string[]> {
  const newest = new Map<string, { time: number; folder: string }>();
  for (const name of await readdir(runs).catch(() => [])) {
    const folder = join(runs, name);
    const summary = join(folder, "summary.json");
    const time = await stat(summary).then(({ mtimeMs }) => mtimeMs, () => undefined);
    if (time === undefined) continue; // not finished
    const { model } = JSON.parse(await readFile(summary, "utf8"));
    if ((newest.get(model)?.time ?? -Infinity) < time) newest.set(model, { time, folder });
  }
  return [...newest].sort(([a], [b]) => a < b ? -1 : 1).map(([, { folder }]) => folder);
}

async function readOne(choice: string, runs: string): Promise<FoundParityModel> {
  const { kind, found } = await findEither(choice, runs);
  const files: Record<string, Uint8Array> = {};
  for (const file of kind === "vae" ? ["encoder.onnx", "decoder.onnx"] : ["model.onnx"]) {
    files[file] = isZooName(found.path)
      ? await readZooFile(found.path, file)
      : await readLocal(kind === "vae" ? join(dirname(found.path), file) : found.path);
  }
  return { name: found.name, kind, files, found };
}

async function findEither(
  choice: string,
  runs: string,
): Promise<{ readonly kind: ParityModel["kind"]; readonly found: FoundModel }> {
  const vae = await findModel(choice, runs, VAE, "--run").catch(() => undefined);
  // A file is taken for what it is asked for.
  const isEncoder = vae && (isZooName(vae.path) || basename(vae.path) === VAE.file);
  return isEncoder
    ? { kind: "vae", found: vae }
    : { kind: "classifier", found: await findModel(choice, runs, CLASSIFIER, "--run") };
}

async function readLocal(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((error) => {
    throw fileError("read", path, error);
  });
}
