// This module is browser compatible.

/** The files of a saved model: a model.json and those that it names. */
export interface ModelFiles {
  /** Name of the model.json in messages. */
  readonly path: string;
  /** Reads a file by the name that the model.json has for it; without a name the model.json. */
  readonly read: (name?: string) => Promise<Uint8Array>;
}

/** The files of a model.json at a local path; the others lie in its folder. */
export function localFiles(
  path: string,
  readFile: (path: string) => Promise<Uint8Array>,
): ModelFiles {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return { path, read: (name) => readFile(name === undefined ? path : folder + name) };
}
