// This module is browser compatible.

import { WeftError } from "../../error.ts";

/** The files of a saved model: a model.json and those that it names. */
export interface ModelFiles {
  /** Name of the model.json in messages. */
  readonly path: string;
  /** Reads a file by the name that the model.json has for it; without a name the model.json. */
  readonly read: (name?: string) => Promise<Uint8Array>;
}

type ReadFile = (path: string) => Promise<Uint8Array>;

/**
 * The files of a model.json at a local path, with slashes or Windows' backslashes. The others lie
 * in its folder, or below it.
 */
export function localFiles(path: string, readFile: ReadFile): ModelFiles {
  const folder = path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return {
    path,
    read: async (name) => await readFile(name === undefined ? path : folder + inside(name, path)),
  };
}

/**
 * The files of a model.json at a `file://` address. tfjs's users write paths there as they are, so
 * `file://100% done/model.json` is read, and so is `file://100%25%20done/model.json`.
 */
export function addressFiles(address: string, readFile: ReadFile): ModelFiles {
  const written = address.slice("file://".length);
  let files = localFiles(written, readFile);
  return {
    path: written,
    async read(name) {
      if (name !== undefined) return await files.read(name);
      try {
        return await files.read();
      } catch (error) {
        const decoded = decodedPath(written);
        if (decoded === written) throw error;
        files = localFiles(decoded, readFile);
        return await files.read();
      }
    },
  };
}

/** A path without percent encoding; as it is where that is malformed. */
function decodedPath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/**
 * The path of a weight file relative to the folder of its model.json.
 *
 * @throws {WeftError} `model` when it is outside of that folder: a model from the web must not read
 * other files.
 */
function inside(name: string, path: string): string {
  const parts = name.replaceAll("\\", "/").split("/");
  let depth = 0;
  const leaves = parts.some((part) => {
    if (part === "..") depth--;
    else if (part !== "." && part !== "") depth++;
    return depth < 0;
  });
  if (parts[0] !== "" && !leaves && !/^[a-z]+:/i.test(name)) return parts.join("/");
  throw new WeftError(
    "model",
    `Cannot read ${name}, which ${path} names: it is not in the folder of that file`,
    "Put the files that tfjs saved into one folder, and their names into weightsManifest",
  );
}
