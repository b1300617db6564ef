import { dirname, join } from "node:path";
import { fileError, writeFileAtomic } from "../../cli/file.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { MANIFEST, readZoo, type ZooManifest } from "../../infer/zoo.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { type Packed, packRun } from "./pack_run.ts";
import { SPEC } from "./spec.ts";

/** What all models of the zoo may weigh together: every clone of the repository carries them. */
const MOST_BYTES = 8_000_000;

/** `deno task zoo`: packs finished runs into the zoo. */
export async function packZoo(
  { run, out, json }: FlagValues<typeof SPEC>,
  { stdout, stderr }: CommandContext,
): Promise<void> {
  if (run.length === 0) {
    throw new WeftError(
      "usage",
      "Nothing to pack: expected --run",
      "For example --run runs/lenet-20260131-142501",
    );
  }
  // All of them are read before anything is written.
  const packed: Packed[] = [];
  for (const folder of run) packed.push(await packRun(folder));
  const manifest = await updatedManifest(out, packed);
  for (const { name, files } of packed) {
    for (const [path, bytes] of files) await write(join(out, name, path), bytes);
    stderr.write(`Packed zoo:${name}: ${formatCount(sizeOf(files.values()))} bytes\n`);
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await write(join(out, MANIFEST), text);
  if (json) stdout.write(`${JSON.stringify(manifest)}\n`);
  else stdout.write(`${join(out, MANIFEST)}: ${Object.keys(manifest.models).join(", ")}\n`);
}

/** The zoo's manifest with these models in place of their namesakes, in the order of their names. */
async function updatedManifest(out: string, packed: readonly Packed[]): Promise<ZooManifest> {
  const isThere = await Deno.stat(join(out, MANIFEST)).then(() => true, () => false);
  const { models: others } = isThere ? await readZoo({ zoo: out }) : { models: {} };
  const entries = Object.entries({
    ...others,
    ...Object.fromEntries(packed.map(({ name, entry }) => [name, entry])),
  }).sort(([a], [b]) => a < b ? -1 : 1);
  const total = entries.flatMap(([, { files }]) => Object.values(files))
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
  return { models: Object.fromEntries(entries) };
}

async function write(path: string, contents: Uint8Array | string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true }).catch((error) => {
    throw fileError("make", dirname(path), error);
  });
  await writeFileAtomic(path, contents);
}

function sizeOf(files: Iterable<Uint8Array>): number {
  let total = 0;
  for (const { length } of files) total += length;
  return total;
}

if (import.meta.main) await runCommand(SPEC, packZoo);
