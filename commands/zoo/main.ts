import { join } from "node:path";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { notice } from "../../cli/terminal.ts";
import { loadDataset } from "../../data/load.ts";
import { WeftError } from "../../error.ts";
import { MANIFEST, readZoo, ZOO_PREFIX, type ZooManifest, zooModel } from "../../infer/zoo.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { writeInside } from "./inside.ts";
import { type PackedRun, packRun } from "./pack_run.ts";
import { SPEC } from "./spec.ts";
import { measureZoo } from "./variants/measure_zoo.ts";

/** The most bytes of all models in the zoo: every clone of the repository contains them. */
const MOST_BYTES = 8_000_000;

/** `deno task zoo`: packs finished runs into the zoo, and measures variants of its models. */
export async function packZoo(
  { run, out, measure = false, data, json }: FlagValues<typeof SPEC>,
  { stdout, stderr, signal }: CommandContext,
): Promise<void> {
  if (run.length === 0 && !measure) {
    throw new WeftError(
      "usage",
      "Nothing to pack: expected --run or --measure",
      "For example --run runs/lenet-20260131-142501",
    );
  }
  // All runs are read before the first file is written.
  const packed: PackedRun[] = [];
  for (const folder of run) packed.push(await packRun(folder));
  let manifest = await updatedManifest(out, packed);
  for (const { name, files } of packed) {
    for (const [path, bytes] of files) await writeInside(out, `${name}/${path}`, bytes);
    stderr.write(`Packed zoo:${name}: ${formatCount(sizeOf(files.values()))} bytes\n`);
  }
  await writeManifest(out, manifest);
  if (measure) {
    const onNotice = (line: string) => notice({ stderr }, line);
    const dataset = await loadDataset({ data, onNotice, signal });
    manifest = await measureZoo(out, packed.map(({ name }) => name), dataset, { stderr });
    await writeManifest(out, manifest);
  }
  if (json) stdout.write(`${JSON.stringify(manifest)}\n`);
  else stdout.write(`${join(out, MANIFEST)}: ${Object.keys(manifest.models).join(", ")}\n`);
}

/** The manifest of the zoo with these models, in the order of their names. */
async function updatedManifest(out: string, packed: readonly PackedRun[]): Promise<ZooManifest> {
  const hasManifest = await Deno.stat(join(out, MANIFEST)).then(() => true, () => false);
  const { models: others } = hasManifest ? await readZoo({ zoo: out }) : { models: {} };
  const models = Object.fromEntries(
    Object.entries({
      ...others,
      ...Object.fromEntries(packed.map(({ name, entry }) => [name, entry])),
    }).sort(([a], [b]) => a < b ? -1 : 1),
  );
  const total = Object.keys(models)
    .flatMap((name) => Object.values(zooModel({ models }, ZOO_PREFIX + name).files))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > MOST_BYTES) {
    throw new WeftError(
      "usage",
      `Cannot pack ${formatCount(total)} bytes of models: the zoo holds at most ${
        formatCount(MOST_BYTES)
      }`,
      "Leave one of them out",
    );
  }
  return { models };
}

async function writeManifest(out: string, manifest: ZooManifest): Promise<void> {
  await writeInside(out, MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
}

function sizeOf(files: Iterable<Uint8Array>): number {
  let total = 0;
  for (const { length } of files) total += length;
  return total;
}

if (import.meta.main) await runCommand(SPEC, packZoo);
