/**
 * Runs a command in the test's process and records its output. For tests only.
 */

import type { CommandSpec } from "../flag.ts";
import { type CommandMain, executeCommand } from "../run_command.ts";
import type { Terminal } from "../terminal.ts";

/** Makes a terminal of 80 columns without colour that records its text. */
export function record(): Terminal & { text: string } {
  return {
    text: "",
    isTerminal: false,
    colour: false,
    columns: () => 80,
    write(text) {
      this.text += text;
    },
  };
}

/** The exit code and the output of a command. */
export interface Recorded {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with `args`. To abort `signal` is the same as Ctrl-C. */
export async function runRecorded<const Spec extends CommandSpec>(
  spec: Spec,
  main: CommandMain<Spec>,
  args: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Recorded> {
  const stdout = record(), stderr = record();
  const code = await executeCommand(spec, main, args, { stdout, stderr, signal });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
