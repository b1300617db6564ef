// This module is browser compatible.
import { host } from "#host";
import { suggest } from "../cli/suggest.ts";
import { sha256 } from "../data/sha256.ts";
import { WeftError } from "../error.ts";
import { fetchSource } from "../runtime/read_source.ts";
import type { ZooManifest, ZooModel } from "./zoo_manifest.ts";

export type { ZooFile, ZooManifest, ZooModel } from "./zoo_manifest.ts";

/** The file of the zoo that lists its models. */
export const MANIFEST = "zoo.json";

/** The prefix that tells a name of the zoo from a path or an address: `zoo:lenet`. */
export const ZOO_PREFIX = "zoo:";

/** The name of a model or a file: a path could lead out of the zoo. */
const PLAIN = /^\w[\w.-]*$/;

/** The place of the zoo. */
export interface ZooOptions {
  /**
   * The folder or address of the zoo. Default: on a server the folder of this package, in a browser
   * `zoo/` beside the page.
   */
  readonly zoo?: string | URL;
}

/** Tells a name of the zoo, such as `zoo:lenet`, from other sources. */
export function isZooName(source: unknown): source is string {
  return typeof source === "string" && source.startsWith(ZOO_PREFIX);
}

/**
 * Reads the manifest of the zoo.
 *
 * @throws {WeftError} `file` or `network` when there is no zoo, `model` when its manifest is
 * damaged.
 *
 * @example
 * ```ts
 * const { models } = await readZoo();
 * console.assert(models["lenet"]!.test.accuracy! > 0.9);
 * ```
 */
export async function readZoo({ zoo }: ZooOptions = {}): Promise<ZooManifest> {
  const address = addressIn(zoo, MANIFEST);
  const bytes = await fetchSource(address);
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(manifest) && isRecord(manifest.models)) return manifest as unknown as ZooManifest;
  } catch {
    // refused below
  }
  throw new WeftError(
    "model",
    `Cannot read the zoo: ${address} is no manifest of models`,
    "Restore the folder zoo, or name the right one",
  );
}

/**
 * Finds a model in the zoo.
 *
 * @param name A name such as `zoo:lenet`.
 * @throws {WeftError} `model`, with the names that exist, or when the model's entry is damaged.
 */
export function zooModel({ models }: ZooManifest, name: string): ZooModel {
  const short = name.slice(ZOO_PREFIX.length);
  if (Object.hasOwn(models, short)) {
    if (PLAIN.test(short) && isEntry(models[short])) return models[short];
    throw new WeftError(
      "model",
      `Cannot use ${name}: its entry in ${MANIFEST} is damaged`,
      "Restore the whole folder zoo, with its manifest",
    );
  }
  const names = Object.keys(models).map((each) => ZOO_PREFIX + each);
  const similar = suggest(name, names);
  throw new WeftError(
    "model",
    `Cannot find ${name}: the zoo has ${names.join(", ")}`,
    similar ? `Did you mean ${similar}?` : "Choose one of these",
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isEntry(entry: unknown): entry is ZooModel {
  return isRecord(entry) && isRecord(entry.files) &&
    Object.entries(entry.files).every(([name, file]) =>
      PLAIN.test(name) && isRecord(file) && Number.isSafeInteger(file.bytes) &&
      typeof file.sha256 === "string"
    );
}

/**
 * Reads a file of a model in the zoo and checks its size and hash against the manifest.
 *
 * @param name A name such as `zoo:lenet`.
 * @param file A file name such as `model.onnx`.
 * @throws {WeftError} `file` or `network` when it cannot be read; `model` when the zoo has no such
 * model, the model has no such file, or the file differs from the manifest.
 *
 * @example
 * ```ts
 * const bytes = await readZooFile("zoo:lenet", "model.onnx");
 * console.assert(bytes.length > 0);
 * ```
 */
export async function readZooFile(
  name: string,
  file: string,
  options: ZooOptions = {},
): Promise<Uint8Array> {
  const { files } = zooModel(await readZoo(options), name);
  if (!Object.hasOwn(files, file)) {
    throw new WeftError(
      "model",
      `Cannot use ${name}: it has ${Object.keys(files).join(" and ")}, no ${file}`,
      file === "model.onnx" ? "Load a VAE with loadVae" : "Load a classifier with loadModel",
    );
  }
  const address = addressIn(options.zoo, `${name.slice(ZOO_PREFIX.length)}/${file}`);
  const bytes = await fetchSource(address);
  const expected = files[file]!;
  if (bytes.length === expected.bytes && await sha256(bytes) === expected.sha256) return bytes;
  throw new WeftError(
    "model",
    `Cannot use ${name}: the SHA-256 of ${address} is not the one in ${MANIFEST}; the file is ` +
      "damaged or of another version",
    "Restore the whole folder zoo, with its manifest",
  );
}

/** The address of a file in the zoo; a path where the zoo is a path. */
function addressIn(zoo: string | URL = host.zoo(), file: string): string | URL {
  const folder = String(zoo).replace(/\/?$/, "/");
  return URL.canParse(folder) ? new URL(file, folder) : folder + file;
}
