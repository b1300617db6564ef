import { dirname, join, relative } from "node:path";
import { sha256 } from "../../data/sha256.ts";
import { walkFiles } from "./walk_files.ts";

/** A saved model of the corpus. */
export interface CorpusModel {
  /** The package and the path of the model.json in it. */
  readonly name: string;
  readonly path: string;
  readonly kind: "layers" | "graph";
  /** The program that wrote the model.json, as it says; empty when it does not. */
  readonly generator: string;
}

/** The contents of a package: models, and JSON files that hold weights only. */
export interface PackageModels {
  readonly models: readonly CorpusModel[];
  /** Names of weights manifests without a topology. */
  readonly weightsOnly: readonly string[];
  /** Names of models whose shards are not in the package. */
  readonly incomplete: readonly string[];
}

interface ModelJson {
  readonly format?: string;
  readonly generatedBy?: string;
  readonly convertedBy?: string;
  readonly modelTopology?: { readonly node?: unknown; readonly keras_version?: string };
  readonly weightsManifest?: readonly { readonly paths: readonly string[] }[];
}

/**
 * Finds the saved models of an unpacked package by their content, whatever their names. A model
 * whose topology and weights are in `seen` already is left out.
 */
export async function findModels(
  folder: string,
  packageName: string,
  seen: Set<string>,
): Promise<PackageModels> {
  const models: CorpusModel[] = [], weightsOnly: string[] = [], incomplete: string[] = [];
  for (const path of await walkFiles(folder, ".json")) {
    const text = await Deno.readTextFile(path);
    const name = `${packageName}/${relative(join(folder, "package"), path).replaceAll("\\", "/")}`;
    if (isManifest(text)) weightsOnly.push(name);
    if (!text.includes('"modelTopology"') || !text.includes('"weightsManifest"')) continue;
    const json = JSON.parse(text) as ModelJson;
    const { modelTopology, weightsManifest } = json;
    if (!modelTopology || !weightsManifest) continue;
    const shards = await readShards(dirname(path), weightsManifest.flatMap(({ paths }) => paths));
    if (!shards) {
      incomplete.push(name);
      continue;
    }
    const hash = await sha256([JSON.stringify(modelTopology), ...shards].join());
    if (seen.has(hash)) continue;
    seen.add(hash);
    const kind = modelTopology.node || json.format === "graph-model" ? "graph" : "layers";
    models.push({ name, path, kind, generator: generatorOf(json) });
  }
  return { models, weightsOnly, incomplete };
}

/** The version of the converter, of Keras or of tfjs. Some packages write their source instead. */
function generatorOf({ convertedBy, generatedBy, modelTopology }: ModelJson): string {
  const converter = /Converter v(\S+)/.exec(convertedBy ?? "")?.[1];
  if (converter) return `converter ${converter}`;
  if (modelTopology?.keras_version) return `Keras ${modelTopology.keras_version}`;
  const version = /v?(\d+\.\d+\.\d+)/.exec(generatedBy ?? "")?.[1];
  return version ? `tfjs ${version}` : "";
}

/** The hashes of the shards, or undefined when one is missing. */
async function readShards(folder: string, paths: readonly string[]): Promise<string[] | undefined> {
  try {
    const hashes: string[] = [];
    for (const path of paths) hashes.push(await sha256(await Deno.readFile(join(folder, path))));
    return hashes;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** True for a list of weights with their paths, as networks in JavaScript load them. */
function isManifest(text: string): boolean {
  return text.startsWith("[") && text.includes('"weights"') && text.includes('"paths"');
}
