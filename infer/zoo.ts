// This module is browser compatible.
import { runtime } from "#ort";
import { suggest } from "../cli/suggest.ts";
import { sha256 } from "../data/sha256.ts";
import { WeftError } from "../error.ts";
import { fetchSource } from "../runtime/read_source.ts";

/** The manifest's name in the folder of the zoo. */
export const MANIFEST = "zoo.json";

/** How a name of the zoo begins where a path or an address would do too: `zoo:lenet`. */
export const ZOO_PREFIX = "zoo:";

/** Where a file of the zoo is checked against. */
export interface ZooFile {
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** What the manifest tells of a model, so far as using it needs. */
export interface ZooModel {
  /** What figures call it. */
  readonly title: string;
  /** Its .onnx files by name: `model.onnx` of a classifier, `encoder.onnx` and `decoder.onnx` of a VAE. */
  readonly files: Readonly<Record<string, ZooFile>>;
  /** The command that trained it. */
  readonly command: string;
  readonly seed: number;
  /** Trainable parameters. */
  readonly parameters?: number;
  /** Its scores on the test images, as summary.json has them. */
  readonly test: Readonly<Record<string, number>>;
}

/** What `zoo.json` holds: the models by name. */
export interface ZooManifest {
  readonly models: Readonly<Record<string, ZooModel>>;
}

/** Where to find the zoo. */
export interface ZooOptions {
  /**
   * The folder or address of the zoo. Default: on a server the folder of this package, in a browser `zoo/` beside the
   * page.
   */
  readonly zoo?: string | URL;
}

/** Whether a source is a name of the zoo, such as `zoo:lenet`. */
export function isZooName(source: unknown): source is string {
  return typeof source === "string" && source.startsWith(ZOO_PREFIX);
}

/**
 * Reads what the zoo holds.
 *
 * @throws {WeftError} `file` or `network` when there is no zoo, `model` when its manifest is damaged.
 *
 * @example
 * ```ts
 * const { models } = await readZoo();
 * console.assert(models["lenet"]!.test.accuracy! > 0.9);
 * ```
 */
export async function readZoo({ zoo }: ZooOptions = {}): Promise<ZooManifest> {
  const place = addressIn(zoo, MANIFEST);
  const bytes = await fetchSource(place);
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof manifest.models === "object" && manifest.models !== null) return manifest;
  } catch {
    // said below
  }
  throw new WeftError(
    "model",
    `Cannot read the zoo: ${place} is no manifest of models`,
    "Restore the folder zoo, or say where the right one is",
  );
}

/**
 * Finds a model in the zoo.
 *
 * @param name Such as `zoo:lenet`.
 * @throws {WeftError} `model`, with the names that there are.
 */
export function zooModel({ models }: ZooManifest, name: string): ZooModel {
  const short = name.slice(ZOO_PREFIX.length);
  if (Object.hasOwn(models, short)) return models[short]!;
  const names = Object.keys(models).map((each) => ZOO_PREFIX + each);
  const meant = suggest(name, names);
  throw new WeftError(
    "model",
    `Cannot find ${name}: the zoo has ${names.join(", ")}`,
    meant ? `Did you mean ${meant}?` : "Choose one of these",
  );
}

/**
 * Reads a file of a model in the zoo and makes sure that it is the one that was put there.
 *
 * @param name Such as `zoo:lenet`.
 * @param file Such as `model.onnx`.
 * @throws {WeftError} `file` or `network` when it cannot be read, `model` when the zoo has no such model, the model no such
 * file, or the bytes are others than the manifest says.
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
      file === "model.onnx" ? "Load a VAE by loadVae" : "Load a classifier by loadModel",
    );
  }
  const place = addressIn(options.zoo, `${name.slice(ZOO_PREFIX.length)}/${file}`);
  const bytes = await fetchSource(place);
  if (bytes.length !== files[file]!.bytes || await sha256(bytes) !== files[file]!.sha256) {
    throw new WeftError(
      "model",
      `Cannot use ${name}: ${place} has other bytes than ${MANIFEST} says (SHA-256 differs); it is damaged or of ` +
        "another version",
      "Restore the folder zoo whole, with its manifest",
    );
  }
  return bytes;
}

/** The address of a file in the zoo, or its path where the zoo was given by a path. */
function addressIn(zoo: string | URL = runtime.zoo(), file: string): string | URL {
  const folder = String(zoo).replace(/\/?$/, "/");
  return URL.canParse(folder) ? new URL(file, folder) : folder + file;
}
