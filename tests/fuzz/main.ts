/**
 * `deno task fuzz`: gives files that are damaged on purpose to every reader and graph rewrite. A
 * reader must return or throw a WeftError, within five seconds and a gigabyte; a rewritten model
 * must be accepted, refused and computed as the plain one is.
 *
 * Input number I of seed S is the same each time. The inputs of a target are read one after the
 * other in a worker process (`worker.ts`), which a supervisor watches (`supervise.ts`): the end of
 * the process is a result, and not the end of the command.
 *
 * @module
 */
import { join } from "node:path";
import { makeFolder } from "../../cli/file.ts";
import { type CommandContext, runCommand } from "../../cli/run_command.ts";
import { WeftError } from "../../error.ts";
import { ROOT } from "../../root.ts";
import { inputOf } from "./input.ts";
import { type FuzzFlags, SPEC } from "./spec.ts";
import { type Fault, type Result, supervise } from "./supervise.ts";
import { TARGETS } from "./targets/mod.ts";

/** The folder of inputs that had a fault. */
const FOUND = join(ROOT, ".cache", "fuzz");
/** Faults of a target that are printed. */
const MAX_PRINTED = 10;

/** Runs the targets and prints a line for each. */
export async function fuzz(flags: FuzzFlags, context: CommandContext): Promise<void> {
  const { stdout, signal } = context;
  const names = flags.only.length > 0 ? flags.only : Object.keys(TARGETS);
  if (flags.at !== undefined) return await repeat(names, flags.seed, flags.at, context);
  const end = performance.now() + 60_000 * flags.minutes;
  const results: Result[] = [];
  stdout.write(row("target", "inputs", "accepted", "refused", "faults", "native", "memory"));
  for (const [i, target] of names.entries()) {
    signal.throwIfAborted();
    const seconds = (end - performance.now()) / 1000 / (names.length - i);
    const folder = await Deno.makeTempDir();
    const { native = false } = TARGETS[target]!;
    const limits = { seed: flags.seed, from: 0, count: flags.inputs, seconds };
    const work = { module: "./targets/mod.ts", target, native, folder, ...limits };
    const result = await supervise(work, signal).finally(() =>
      Deno.remove(folder, { recursive: true })
    );
    signal.throwIfAborted();
    results.push(result);
    stdout.write(line(target, result));
    await report(target, flags.seed, result.faults, context);
  }
  const faults = results.flatMap((result) => result.faults.filter(isFault));
  if (faults.length === 0) return;
  throw new WeftError(
    "runtime",
    `Cannot call all targets sound: ${faults.length} inputs had a fault`,
    `They are in ${FOUND}; repeat one with the command above`,
  );
}

/** The end of the process by ONNX Runtime is counted, and is no fault of weft. */
const isFault = ({ kind }: Fault) => kind !== "native";

const row = (name: string, ...cells: readonly string[]) =>
  `${name.padEnd(16)}${cells.map((cell) => cell.padStart(11)).join("")}\n`;

function line(name: string, { accepted, refused, faults, peak }: Result): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const native = faults.filter((fault) => !isFault(fault)).length;
  return row(
    name,
    ...[accepted + refused, accepted, refused, faults.length - native, native].map(count),
    `${Math.round(peak / 2 ** 20)} MB`,
  );
}

/** Saves the inputs that had a fault, and prints the commands that repeat them. */
async function report(
  name: string,
  seed: number,
  faults: readonly Fault[],
  { stdout }: CommandContext,
): Promise<void> {
  if (faults.length === 0) return;
  await makeFolder(FOUND);
  const seeds = await TARGETS[name]!.seeds();
  for (
    const { kind, index, message } of faults.toSorted((a) => isFault(a) ? -1 : 1)
      .slice(0, MAX_PRINTED)
  ) {
    const file = join(FOUND, `${name}-${seed}-${index}.bin`);
    await Deno.writeFile(file, inputOf(TARGETS[name]!, seeds, seed, index));
    stdout.write(
      `  ${kind}: ${message}\n    deno task fuzz --only ${name} --seed ${seed} --at ${index}\n`,
    );
  }
}

/** Reads one input in this process. */
async function repeat(
  names: readonly string[],
  seed: number,
  index: number,
  { stdout }: CommandContext,
): Promise<void> {
  const [name] = names;
  if (names.length !== 1) {
    throw new WeftError("usage", "Expected one target with --at", "Add --only and its name");
  }
  const target = TARGETS[name!]!, folder = await Deno.makeTempDir();
  try {
    const input = inputOf(target, await target.seeds(), seed, index);
    await target.read(input, folder, (phase) => stdout.write(`phase ${phase}\n`));
    stdout.write(`${name} accepts the input of ${input.length} bytes\n`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await runCommand(SPEC, fuzz);
