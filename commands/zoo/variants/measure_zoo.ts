import { join } from "node:path";
import type { CommandContext } from "../../../cli/run_command.ts";
import type { Dataset } from "../../../data/dataset.ts";
import { WeftError } from "../../../error.ts";
import { readZoo, readZooFile, ZOO_PREFIX, zooModel } from "../../../infer/zoo.ts";
import type { ZooManifest, ZooModel } from "../../../infer/zoo_manifest.ts";
import { runFiles } from "../../../train/run_files.ts";
import { readInside, writeInside } from "../inside.ts";
import { measureVariants } from "./measure_variants.ts";
import type { ModelBytes } from "./score.ts";
import { withVariantSection } from "./variant_section.ts";

/**
 * Measures the variants of models of the zoo, and writes them into their cards.
 *
 * @param zoo The folder of the zoo.
 * @param names The names of the models; empty for all.
 * @returns The manifest with the measurements.
 */
export async function measureZoo(
  zoo: string,
  names: readonly string[],
  dataset: Pick<Dataset, "train" | "test">,
  { stderr }: Pick<CommandContext, "stderr">,
): Promise<ZooManifest> {
  const { models } = await readZoo({ zoo });
  const measured: Record<string, ZooModel> = { ...models };
  for (const name of names.length > 0 ? names : Object.keys(models)) {
    const files = await filesOf(zoo, name, zooModel({ models }, ZOO_PREFIX + name));
    const variants = await measureVariants(files, dataset, (kind, { validation, test }) => {
      stderr.write(
        `${name}, ${kind}: ${validation.toFixed(4)} validation, ${test.toFixed(4)} test\n`,
      );
    });
    stderr.write(`${name}: the page takes ${variants.page}\n`);
    measured[name] = { ...models[name]!, variants };
    const path = `${name}/${runFiles.card}`;
    const card = await readInside(zoo, path);
    if (!card) {
      const message = `Cannot read ${join(zoo, path)}: no such file`;
      throw new WeftError("file", message, "Pack the run again with --run");
    }
    const text = withVariantSection(new TextDecoder().decode(card), variants);
    await writeInside(zoo, path, text);
  }
  return { models: measured };
}

async function filesOf(zoo: string, name: string, { files }: ZooModel): Promise<ModelBytes> {
  const read: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const file of Object.keys(files)) {
    // Copied, because the type of a view says nothing about its buffer.
    read[file] = new Uint8Array(await readZooFile(ZOO_PREFIX + name, file, { zoo }));
  }
  return read;
}
