import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { WeftError } from "../../error.ts";
import { CLASSIFIER, findModel, type FoundModel, type ModelKind } from "./find_model.ts";

/** Options of {@linkcode openModel}. */
export interface OpenModelOptions {
  /** The folder of all runs. Default `runs`. */
  readonly runs?: string;
  /** The kind of model. Default: a classifier. */
  readonly kind?: ModelKind;
  /** The flag that errors name. Default `--model`. */
  readonly flag?: string;
  /** Called with a line for the user about a run that is left out, and about the zoo. */
  readonly onNotice: (line: string) => void;
}

/**
 * Opens the model that a flag names. Without one it opens the model of `runs` that was written
 * last; a run whose model is damaged is named and left out. A model of the zoo is opened where no
 * run has a model.
 *
 * @param choice The value of the flag, or `undefined`.
 * @param load Loads the model that was found.
 * @throws {WeftError} The errors of {@linkcode findModel} and `load`, except `file` and `model` of
 * a run that is left out.
 *
 * @example
 * ```ts ignore
 * const load = ({ path }: FoundModel) => loadModel(path);
 * const { found, model } = await openModel(undefined, load, { onNotice: console.warn });
 * ```
 */
export async function openModel<Model>(
  choice: string | undefined,
  load: (found: FoundModel) => Promise<Model>,
  { runs = "runs", kind = CLASSIFIER, flag = "--model", onNotice }: OpenModelOptions,
): Promise<{ readonly found: FoundModel; readonly model: Model }> {
  const open = async (found: FoundModel) => ({ found, model: await load(found) });
  if (choice !== undefined) return await open(await findModel(choice, runs, kind, flag));
  for (const found of await newestModels(runs, kind)) {
    try {
      return await open(found);
    } catch (error) {
      if (!(error instanceof WeftError) || !["file", "model"].includes(error.code)) throw error;
      onNotice(`${found.folder} is left out: ${error.message}`);
    }
  }
  onNotice(
    `there is no trained ${kind.name} in ${runs}: using ${kind.zooModel} ` +
      `(train your own: ${kind.trainCommand})`,
  );
  return await open(await findModel(kind.zooModel, runs, kind, flag));
}

/** The models of all runs, the one that was written last first. */
async function newestModels(runs: string, { file }: ModelKind): Promise<FoundModel[]> {
  const names = await readdir(runs).catch(() => []);
  const dated = await Promise.all(names.map(async (name) => {
    const folder = join(runs, name), path = join(folder, file);
    const time = await stat(path).then(({ mtimeMs }) => mtimeMs, () => undefined);
    return time === undefined ? [] : [{ time, found: { path, name, folder } }];
  }));
  return dated.flat()
    .sort((a, b) => b.time - a.time || (a.found.name < b.found.name ? 1 : -1))
    .map(({ found }) => found);
}
