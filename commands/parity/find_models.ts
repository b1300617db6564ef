import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileError } from "../../cli/file.ts";
import { CLASSIFIER, findModel, type FoundModel, VAE } from "../../infer/inputs/find_model.ts";
import { newestRuns } from "../../infer/inputs/newest_runs.ts";
import { isZooName, readZoo, readZooFile, ZOO_PREFIX } from "../../infer/zoo.ts";
import type { ParityModel } from "./measure.ts";

/** A model to compare, and its place. */
export interface FoundParityModel extends ParityModel {
  /** The place of its run's other files. */
  readonly found: FoundModel;
}

/**
 * Finds the models to compare and reads their files.
 *
 * @param choices Runs or names of the zoo. When empty: the newest finished run of each model, or
 * the whole zoo where there is no run.
 * @param runs The folder of all runs.
 * @param onSkip Called with a line for the user about a run that is damaged.
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
  onSkip: (line: string) => void = () => {},
): Promise<FoundParityModel[]> {
  const names = choices.length > 0 ? choices : [...(await newestRuns(runs, onSkip)).values()];
  const chosen = names.length > 0
    ? names
    : Object.keys((await readZoo()).models).map((name) => ZOO_PREFIX + name);
  return await Promise.all(chosen.map((choice) => readOne(choice, runs)));
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
  // findModel() accepts any .onnx file for any kind of model, so the name decides here.
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
