import { WeftError } from "../error.ts";
import type { CommandSpec } from "./flag.ts";
import { type FlagValues, parseFlags } from "./flags.ts";
import { helpText } from "./help.ts";
import { userFolder } from "./user_folder.ts";
import { openTerminal, paint, type Terminal } from "./terminal.ts";

/** The surroundings of a command. */
export interface CommandContext {
  /** Takes results and nothing else: with `--json` exactly the machine-readable part. */
  readonly stdout: Terminal;
  /** Takes progress, notices and errors. */
  readonly stderr: Terminal;
  /** Aborted by Ctrl-C or SIGTERM. The command then saves a usable result and returns. */
  readonly signal: AbortSignal;
}

/** The work of a command. It throws a {@linkcode WeftError} for a failure. */
export type CommandMain<Spec extends CommandSpec> = (
  flags: FlagValues<Spec>,
  context: CommandContext,
) => Promise<void>;

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;
/** Exit codes by signal: 128 + its number, as in a shell. */
const EXIT_SIGNAL = { SIGINT: 130, SIGTERM: 143 };

/**
 * Runs a command as a process: reads `Deno.args`, prints help for `--help`, and prints an error as
 * one line on standard error. The first Ctrl-C aborts the signal, the second exits at once. Exits
 * the process with 0, 1 for a failure, 2 for a usage error, 130 after Ctrl-C.
 *
 * @example
 * ```ts ignore
 * if (import.meta.main) {
 *   await runCommand(SPEC, async (flags, { stdout, signal }) => {
 *     stdout.write(`${await train(flags.epochs, signal)}\n`);
 *   });
 * }
 * ```
 */
export async function runCommand<const Spec extends CommandSpec>(
  spec: Spec,
  main: CommandMain<Spec>,
): Promise<never> {
  const stderr = openTerminal("stderr");
  const stop = new AbortController();
  let stoppedWith: number | undefined;
  for (const [name, code] of Object.entries(EXIT_SIGNAL) as [keyof typeof EXIT_SIGNAL, number][]) {
    if (Deno.build.os === "windows" && name === "SIGTERM") continue; // Windows cannot catch it
    Deno.addSignalListener(name, () => {
      if (stop.signal.aborted) Deno.exit(code);
      stoppedWith = code;
      const how = name === "SIGINT" ? "; press Ctrl-C again to quit at once" : "";
      stderr.write(`\nStopping${how}\n`);
      stop.abort(new DOMException("The command was stopped", "AbortError"));
    });
  }
  const context = { stdout: openTerminal("stdout"), stderr, signal: stop.signal };
  const code = await executeCommand(spec, main, Deno.args, context, userFolder());
  Deno.exit(stoppedWith ?? code);
}

/**
 * Runs a command with `args`, prints help or the error, and returns the exit code. It is the part
 * of {@linkcode runCommand} that does not touch the process.
 *
 * @param folder The folder where relative paths begin, seen from the working directory.
 *
 * @example
 * ```ts
 * import { openTerminal } from "./terminal.ts";
 *
 * const spec = { name: "demo", summary: "Does nothing.", flags: {}, examples: [] };
 * const [stdout, stderr] = [openTerminal("stdout"), openTerminal("stderr")];
 * const context = { stdout, stderr, signal: new AbortController().signal };
 * console.assert(await executeCommand(spec, async () => {}, [], context) === 0);
 * ```
 */
export async function executeCommand<const Spec extends CommandSpec>(
  spec: Spec,
  main: CommandMain<Spec>,
  args: readonly string[],
  context: CommandContext,
  folder = "",
): Promise<number> {
  try {
    if (args.includes("--help") || args.includes("-h")) {
      context.stdout.write(helpText(spec));
    } else {
      await main(parseFlags(spec, args, folder), context);
    }
    return 0;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return 0; // the reader, such as `head`, has ended
    if (isAbort(error, context.signal)) return EXIT_SIGNAL.SIGINT;
    const verbose = args.includes("--verbose");
    context.stderr.write(
      `${paint(context.stderr, "red", "error:")} ${errorLine(error, verbose)}\n`,
    );
    if (verbose) context.stderr.write(stack(error));
    return error instanceof WeftError && error.code === "usage" ? EXIT_USAGE : EXIT_FAILURE;
  }
}

/** True when the error is the reason of the aborted signal, or was caused by it. */
function isAbort(error: unknown, { aborted, reason }: AbortSignal): boolean {
  return aborted && (error === reason || error instanceof Error && error.cause === reason);
}

/** Formats an error as `message. hint.` on one line. */
function errorLine(error: unknown, verbose: boolean): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const hint = error instanceof WeftError
    ? error.hint
    : verbose
    ? ""
    : "Run again with --verbose to see where";
  return [message, hint]
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter((part) => part !== "")
    .map((part) => /[.?!]$/.test(part) ? part : `${part}.`)
    .join(" ");
}

function stack(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const cause = error.cause === undefined ? "" : `Caused by: ${stack(error.cause) || error.cause}`;
  return `${error.stack ?? error.message}\n${cause}`.trimEnd() + "\n";
}
