// This module is browser compatible.
import type { ModelFiles } from "../../../compiler/saved/files.ts";
import { WeftError } from "../../../error.ts";

/** A file that the user gave. */
export interface GivenFile {
  /** Its name, after the folders that the user gave with it. */
  readonly path: string;
  readonly file: Blob;
}

/** A file of a model. */
export interface ModelFile {
  /** The name that the model.json has for it. */
  readonly name: string;
  /** Its length; undefined while the file is missing. */
  readonly bytes: number | undefined;
}

/** A model.json among the files that the user gave, with the files that it names. */
export interface FoundModel {
  readonly files: ModelFiles;
  /** The model.json, and the files with its weights. */
  readonly list: readonly ModelFile[];
  /** The program that wrote it, such as `TensorFlow.js tfjs-layers v4.22.0`. */
  readonly writtenBy: string | undefined;
}

/** The parts of a model.json that are read here; the file may be anything. */
interface Json {
  readonly weightsManifest?: readonly { readonly paths?: readonly unknown[] }[];
  readonly generatedBy?: unknown;
  readonly convertedBy?: unknown;
}

/**
 * Finds the model among files. A file with weights lies beside the model.json or in a folder below
 * it; one that the user gave from elsewhere is found by its name alone.
 *
 * @returns `undefined` when there is no model.json.
 * @throws {WeftError} `usage` when there are several models.
 */
export async function findModel(given: readonly GivenFile[]): Promise<FoundModel | undefined> {
  const model = await chooseModelJson(given);
  if (!model) return undefined;
  const folder = model.path.slice(0, -baseName(model.path).length);
  const fileOf = (name: string) =>
    given.find(({ path }) => path === folder + name) ??
      given.find(({ path }) => baseName(path) === baseName(name));
  const { weightsManifest, generatedBy, convertedBy } = await readJson(model);
  const groups = Array.isArray(weightsManifest) ? weightsManifest : [];
  const names = new Set(
    groups.flatMap((group) => group?.paths ?? []).filter((name) => typeof name === "string"),
  );
  return {
    files: {
      path: baseName(model.path),
      async read(name) {
        const found = name === undefined ? model : fileOf(name);
        if (!found) throw new Error("it is missing");
        return new Uint8Array(await found.file.arrayBuffer());
      },
    },
    list: [
      { name: baseName(model.path), bytes: model.file.size },
      ...[...names].map((name) => ({ name, bytes: fileOf(name)?.file.size })),
    ],
    writtenBy: [convertedBy, generatedBy].find((text) => typeof text === "string"),
  };
}

/** Chooses the model.json: by its name, else the only JSON file, else the only one with weights. */
async function chooseModelJson(given: readonly GivenFile[]): Promise<GivenFile | undefined> {
  const json = given.filter(({ path }) => path.toLowerCase().endsWith(".json"));
  let models = json.filter(({ path }) => baseName(path) === "model.json");
  if (models.length === 0) models = json;
  if (models.length > 1) {
    const contents = await Promise.all(models.map(readJson));
    models = models.filter((_, i) => contents[i]!.weightsManifest);
  }
  if (models.length <= 1) return models[0];
  const named = models.slice(0, 3).map(({ path }) => path).join(", ");
  const more = models.length > 3 ? ` and ${models.length - 3} more` : "";
  throw new WeftError(
    "usage",
    `Cannot choose a model: there are ${models.length}, ${named}${more}`,
    "Give one of them with its weights",
  );
}

/** Reads a JSON file. One that is no JSON is empty here, and is refused when it is loaded. */
async function readJson({ file }: GivenFile): Promise<Json> {
  try {
    return JSON.parse(await file.text()) ?? {};
  } catch {
    return {};
  }
}

const baseName = (path: string) => path.slice(path.lastIndexOf("/") + 1);
