import { WeftError } from "../error.ts";
import { type CommandSpec, type FlagValues, parseFlags } from "./flags.ts";
import { helpText } from "./help.ts";
import { openTerminal, paint, type Terminal } from "./terminal.ts";

/** What a command works with beside its flags. */
export interface CommandContext {
  /** Results go here, and nothing else: with `--json` exactly the machine-readable part. */
  readonly stdout: Terminal;
  /** Progress, notices and errors go here. */
  readonly stderr: Terminal;
  /** Aborted by Ctrl-C or SIGTERM: finish what leaves a usable result, then return. */
  readonly signal: AbortSignal;
}

/**
 * The work of a command. It returns when done, and throws a {@linkcode WeftError} when it cannot.
 */
export type CommandMain<Spec extends CommandSpec> = (
  flags: FlagValues<Spec>,
  context: CommandContext,
) => Promise<void>;

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;
/** By shell convention 128 + the signal's number. */
const EXIT_SIGNAL = { SIGINT: 130, SIGTERM: 143 };

/**
 * Runs a command as a process: reads `Deno.args`, answers `--help`, prints an error as one line on
 * standard error, turns the first Ctrl-C into an abort and the second into an exit at once. Exits
 * the process: 0, 1 for a failure, 2 for a usage error, 130 after Ctrl-C.
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
    if (Deno.build.os === "windows" && name === "SIGTERM") continue; // cannot be caught there
    Deno.addSignalListener(name, () => {
      if (stop.signal.aborted) Deno.exit(code);
      stoppedWith = code;
      const how = name === "SIGINT" ? "; press Ctrl-C again to quit at once" : "";
      stderr.write(`\nStopping${how}\n`);
      stop.abort(new DOMException("The command was stopped", "AbortError"));
    });
  }
  const context = { stdout: openTerminal("stdout"), stderr, signal: stop.signal };
  const code = await executeCommand(spec, main, Deno.args, context);
  Deno.exit(stoppedWith ?? code);
}

/**
 * The part of {@linkcode runCommand} that touches no process: runs the command with `args`, prints
 * help or the error, and returns the exit code.
 *
 * @example
 * ```ts
 * import { openTerminal } from "./terminal.ts";
 *
 * const spec = { name: "demo", summary: "Does nothing.", flags: {}, examples: [] };
 * const context = { stdout: openTerminal("stdout"), stderr: openTerminal("stderr"), signal: new AbortController().signal };
 * console.assert(await executeCommand(spec, async () => {}, [], context) === 0);
 * ```
 */
export async function executeCommand<const Spec extends CommandSpec>(
  spec: Spec,
  main: CommandMain<Spec>,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  try {
    if (args.includes("--help") || args.includes("-h")) {
      context.stdout.write(helpText(spec));
    } else {
      await main(parseFlags(spec, args), context);
    }
    return 0;
  } catch (error) {
    if (error instanceof Deno.errors.BrokenPipe) return 0; // the reader, such as `head`, has enough
    if (isAbort(error, context.signal)) return EXIT_SIGNAL.SIGINT;
    const verbose = args.includes("--verbose");
    context.stderr.write(
      `${paint(context.stderr, "red", "error:")} ${errorLine(error, verbose)}\n`,
    );
    if (verbose) context.stderr.write(stack(error));
    return error instanceof WeftError && error.code === "usage" ? EXIT_USAGE : EXIT_FAILURE;
  }
}

/**
 * Whether the work ended because it was called off: by the signal's reason, or an error that it
 * caused.
 */
function isAbort(error: unknown, { aborted, reason }: AbortSignal): boolean {
  return aborted && (error === reason || error instanceof Error && error.cause === reason);
}

/** `message. hint.` on one line. */
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
