import { join } from "node:path";
import project from "../deno.json" with { type: "json" };
import { ROOT } from "../root.ts";

/** The name of a command: a task of deno.json that a user types. */
export type CommandName = "train" | "infer" | "viz" | "report" | "parity" | "doctor" | "setup:cuda";

/** Options of {@linkcode command}. */
export interface CommandOptions {
  /**
   * The folder that the command runs in, with `runs` in it. Default: the root of the repository, as
   * for `deno task`.
   */
  readonly folder?: string;
  /** Environment variables. FASHION_MNIST_DIR is empty unless it is among them. */
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of bash to run first in the same process, such as a limit. */
  readonly prelude?: string;
}

/** The exit code and the output of a command. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Returns the words between `deno` and the script of a command: `run` and its permissions. */
export function commandPermissions(name: CommandName): string[] {
  return project.tasks[name].command.split(" ").slice(1, -1);
}

/**
 * Makes the process of a command, with its own permissions. Not by `deno task`, which would be a
 * process between the test and the command and receive the test's signals.
 */
export function command(
  name: CommandName,
  args: readonly string[],
  { folder = ROOT, env = {}, prelude }: CommandOptions = {},
): Deno.Command {
  const script = project.tasks[name].command.split(" ").at(-1)!;
  const line = [
    ...[Deno.execPath(), ...commandPermissions(name), "--no-prompt"],
    ...[join(ROOT, script), ...args],
  ];
  if (prelude !== undefined) line.unshift("bash", "-c", `${prelude}\nexec "$0" "$@"`);
  return new Deno.Command(line[0]!, {
    args: line.slice(1),
    cwd: folder,
    env: { FASHION_MNIST_DIR: "", NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a command to its end. */
export async function run(
  name: CommandName,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  return ended(await command(name, args, options).output());
}

/** Decodes the output of a process. */
export function ended({ code, stdout, stderr }: Deno.CommandOutput): Ended {
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Runs a command that must succeed. When it does not, the error has its standard error. */
export async function succeed(
  name: CommandName,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  const result = await run(name, args, options);
  if (result.code === 0) return result;
  throw new Error(`deno task ${name} ${args.join(" ")} returned ${result.code}:\n${result.stderr}`);
}

/** Prints a line in the output of the tests, such as why one was skipped. */
export function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
