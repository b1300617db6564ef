import { writeFileAtomic } from "../../cli/file.ts";
import type { FlagValues } from "../../cli/flags.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { shellWord } from "../../cli/shell_word.ts";
import { notice } from "../../cli/terminal.ts";
import { WeftError } from "../../error.ts";
import { readSplit } from "../../infer/inputs/read_split.ts";
import { softwareAdapter } from "../../runtime/webgpu/availability.ts";
import { formatCount } from "../../viz/figures/format.ts";
import { findModels } from "./find_models.ts";
import { parityMarkdown, parityText } from "./format.ts";
import { measureParity, SOFTWARE_IMAGES, softwareMinutes } from "./measure.ts";
import { type ParityRuntime, REFERENCE, RUNTIMES } from "./runtimes.ts";
import { SPEC } from "./spec.ts";

type Flags = FlagValues<typeof SPEC>;

/**
 * Runs `deno task parity`.
 *
 * @param table The runtimes. Default all.
 * @throws {WeftError} `runtime` with the names of the broken promises, after the tables are
 * printed.
 */
export async function parity(
  flags: Flags,
  context: CommandContext,
  table: readonly ParityRuntime[] = RUNTIMES,
): Promise<void> {
  const { stdout, stderr, signal } = context;
  const runtimes = chosenRuntimes(flags.backend, table);
  const models = await findModels(flags.run, "runs", (line) => notice(context, line));
  const { data, unverified, limit, softwareLimit, threads } = flags;
  const { dataset, ...images } = await readSplit(
    { split: "test", data, unverified },
    models[0]!.found,
    context,
  );
  const inSoftware = Math.min(images.count, softwareLimit ?? limit ?? SOFTWARE_IMAGES);
  const gpus = runtimes.filter(({ backend }) => backend === "webgpu").length;
  if (inSoftware > SOFTWARE_IMAGES && gpus > 0 && await softwareAdapter() !== undefined) {
    const minutes = gpus * softwareMinutes(inSoftware, models.length);
    notice(
      context,
      `WebGPU computes in software here: ${
        formatCount(inSoftware)
      } images may take ${minutes} minutes`,
    );
  }
  const measured = await measureParity({
    models,
    images,
    dataset,
    limit,
    softwareImages: softwareLimit,
    threads,
    runtimes,
    signal,
    onRuntime: (name) => stderr.write(`Running ${name}\n`),
  });
  if (flags.json) stdout.write(`${JSON.stringify(measured)}\n`);
  else stdout.write(parityText(measured));
  if (flags.out !== undefined) {
    await writeFileAtomic(flags.out, parityMarkdown(measured, commandLine(flags)));
    stderr.write(`Wrote ${flags.out}\n`);
  }
  const broken = measured.promises.filter(({ state }) => state === "broken");
  if (broken.length > 0) {
    throw new WeftError(
      "runtime",
      `Broken: ${broken.map(({ name, broken }) => `${name} (${broken[0]})`).join("; ")}`,
      "See the tables above",
    );
  }
}

/** Selects the reference and the runtimes of the backends that the user named. */
function chosenRuntimes(
  chosen: Flags["backend"],
  table: readonly ParityRuntime[],
): readonly ParityRuntime[] {
  if (chosen.length === 0) return table;
  return table.filter(({ name, backend }) => name === REFERENCE || chosen.includes(backend));
}

/** Writes the command line that measures the same again. */
function commandLine({ run, backend, limit, softwareLimit, threads, out }: Flags): string {
  const words = [
    ...run.length > 0 ? ["--run", ...run] : [],
    ...backend.length > 0 ? ["--backend", ...backend] : [],
    ...limit === undefined ? [] : ["--limit", String(limit)],
    ...softwareLimit === undefined ? [] : ["--software-limit", String(softwareLimit)],
    ...threads === undefined ? [] : ["--threads", String(threads)],
    ...out === undefined ? [] : ["--out", out],
  ];
  return [SPEC.name, ...words.map(shellWord)].join(" ");
}

if (import.meta.main) await runCommand(SPEC, (flags, context) => parity(flags, context));
